package io.keelson.lab;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/** Configurations that must be refused, each with the command that meets it and what it has to say. */
@SuppressWarnings("ImmutableEnumChecker") // the maps are Map.of
enum BadInput {
    /** No YAML. */
    MALFORMED_YAML(
            "plan --config /run/lab/bad.yaml", "/run/lab/bad.yaml", "nics: [\n", "CONFIG_MALFORMED /run/lab/bad.yaml"),
    /** No JSON. */
    MALFORMED_JSON(
            "validate /run/lab/bad.json",
            "/run/lab/bad.json",
            "{\"resourceList\": [",
            "CONFIG_MALFORMED /run/lab/bad.json"),
    /** A key nobody reads, with the one that was meant. */
    UNKNOWN_KEY(
            "validate /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            "nics:\n  - select: {pfNames: [eth0]}\n    vsf: 3\n",
            "CONFIG_UNKNOWN_KEY /run/lab/bad.yaml: nics[0].vsf: unknown key 'vsf' (line 3); next: did you mean 'vfs'?"),
    /** Two pools with one VF, seen in the text. */
    OVERLAP(
            "validate /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            pools("pfNames: [\"eth0#0-1\"]", "pfNames: [\"eth0#1-2\"]"),
            "CONFIG_POOL_OVERLAP /run/lab/bad.yaml: pools[1]"),
    /** Two pools with one VF, seen on this host alone. */
    OVERLAP_ON_HOST_PLAN(
            "plan --config /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            pools("pfNames: [\"eth0#0\"]", "pciAddresses: [\"0000:21:10.0\"]"),
            "CONFIG_POOL_OVERLAP /run/lab/bad.yaml: pools[1]"),
    /** The same, to be applied. */
    OVERLAP_ON_HOST_APPLY(
            "apply --config /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            pools("pfNames: [\"eth0#0\"]", "pciAddresses: [\"0000:21:10.0\"]"),
            "CONFIG_POOL_OVERLAP /run/lab/bad.yaml: pools[1]"),
    /** The same, to be run. */
    OVERLAP_ON_HOST_AGENT(
            "agent --config /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            pools("pfNames: [\"eth0#0\"]", "pciAddresses: [\"0000:21:10.0\"]"),
            "CONFIG_POOL_OVERLAP /run/lab/bad.yaml: pools[1]"),
    /** A PF that is not here. */
    NO_SUCH_PF(
            "apply --config /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            "nics:\n  - select: {pfNames: [eth7]}\n    vfs: 2\n",
            "did you mean 'eth0'?"),
    /** More VFs than the PF can make. */
    TOO_MANY_VFS(
            "apply --config /run/lab/bad.yaml",
            "/run/lab/bad.yaml",
            "nics:\n  - select: {pfNames: [eth0]}\n    vfs: 9\n",
            "NUMVFS_ABOVE_TOTAL /run/lab/bad.yaml: nics[0].vfs: 9"),
    /** Both files. */
    TWO_FILES(
            "plan",
            Map.of("/etc/keelson/keelson.yaml", "nics: []\n", "/etc/pcidp/config.json", "{\"resourceList\": []}"),
            "CONFIG_TWO_FILES /etc/keelson/keelson.yaml");

    private final String command;
    private final Map<String, String> files;
    private final String expected;

    BadInput(String command, String file, String text, String expected) {
        this(command, Map.of(file, text), expected);
    }

    BadInput(String command, Map<String, String> files, String expected) {
        this.command = command;
        this.files = files;
        this.expected = expected;
    }

    /** What {@code keelson} is asked. */
    String command() {
        return command;
    }

    /** The files that have to be there, by path. */
    Map<String, String> files() {
        return files;
    }

    /** What it has to say: code and object. */
    String expected() {
        return expected;
    }

    /** A line of a journal that is whole, of a type no version has written. */
    static String unknownRecord() {
        byte[] json = "{\"type\":\"prophecy\"}".getBytes(StandardCharsets.UTF_8);
        CRC32C sum = new CRC32C();
        sum.update(json);
        return String.format("%08x %d %s%n", sum.getValue(), json.length, new String(json, StandardCharsets.UTF_8));
    }

    private static String pools(String first, String second) {
        return """
                pools:
                  - resource: keelson.io/a
                    select: {FIRST}
                  - resource: keelson.io/b
                    select: {SECOND}
                """.replace("FIRST", first).replace("SECOND", second);
    }
}
