package io.keelson.lab.node;

import io.keelson.lab.LabException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pod with a VF of {@code keelson.io/dpdk_a} and one of {@code keelson.io/dpdk_b}, number 1 of each PF, whose testpmd passes
 * packets from one to the other until it has seen some come in on both, or for so many seconds nothing; then it ends.
 *
 * @param name of its manifest
 * @param mayLock whether it has the capability IPC_LOCK
 * @param hugepages whether it asks for hugepages and mounts them
 */
public record DpdkPod(String name, boolean mayLock, boolean hugepages) {
    /** What it prints first: the nodes it was given, and its capabilities. */
    private static final String SCRIPT = """
            ls /dev/vfio
            grep CapEff /proc/self/status
            (dpdk-testpmd -l 0,1 -n 1 -a $PCIDEVICE_KEELSON_IO_DPDK_A -a $PCIDEVICE_KEELSON_IO_DPDK_B HUGE \\
              -- --nb-cores=1 --forward-mode=mac --eth-peer=0,MAC_B --eth-peer=1,MAC_A --tx-first --stats-period=1 \\
              --total-num-mbufs=4096; echo $? >/tmp/code) >/tmp/out 2>&1 &
            count() { grep -c "$1" /tmp/out; }
            until [ -e /tmp/code ] || [ $(count 'RX-packets: *[1-9]') -ge 4 ] || [ $(count 'Port statistics') -ge 10 ]; do
              sleep 1
            done
            pidof dpdk-testpmd | xargs -r kill
            wait
            cat /tmp/out
            exit $(cat /tmp/code)
            """;

    private static final String MANIFEST = """
            apiVersion: v1
            kind: Pod
            metadata: {name: NAME, namespace: default}
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: "testpmd:lab"
                imagePullPolicy: Never
                securityContext: {capabilities: {add: [CAPABILITIES]}}
                resources: {limits: {keelson.io/dpdk_a: "1", keelson.io/dpdk_b: "1", memory: 256Mi PAGES}}
                volumeMounts: [MOUNT]
                command: [/bin/sh, -c]
                args:
                - |
            SCRIPT
              volumes: [VOLUME]
            """;

    /** How it ended and what it printed. */
    public record Result(int exitCode, String log) {
        /** Packets that came in on a port and went out of it, by testpmd's own account at its end. */
        public Counts counts(int port) {
            Matcher found = Pattern.compile("Forward statistics for port " + port
                            + " .*\n.*RX-packets: (\\d+) .*\n.*TX-packets: (\\d+) ")
                    .matcher(log);
            if (!found.find()) {
                throw new LabException("testpmd tells nothing of port " + port + ":\n" + log);
            }
            return new Counts(Long.parseUnsignedLong(found.group(1)), Long.parseUnsignedLong(found.group(2)));
        }
    }

    /** Packets of one port. */
    public record Counts(long received, long sent) {}

    /** Runs it to its end; its manifest stays. */
    public Result run(Node node) {
        node.startManifest(name, manifest(adminMac(node, "eth0"), adminMac(node, "eth1")));
        return new Result(node.awaitEnded(name), node.podLog(name));
    }

    private static String adminMac(Node node, String pf) {
        return node.guest()
                .run("ip link show " + pf + " | sed -n 's/.*vf 1 .*ether \\([0-9a-f:]*\\) .*/\\1/p'")
                .strip();
    }

    private String manifest(String macA, String macB) {
        String script = SCRIPT.replace("HUGE", hugepages ? "--huge-dir=/hugepages" : "")
                .replace("MAC_A", macA)
                .replace("MAC_B", macB);
        return MANIFEST.replace("NAME", name)
                .replace("CAPABILITIES", mayLock ? "IPC_LOCK" : "")
                .replace("PAGES", hugepages ? ", hugepages-2Mi: 128Mi" : "")
                .replace("MOUNT", hugepages ? "{name: hugepages, mountPath: /hugepages}" : "")
                .replace("VOLUME", hugepages ? "{name: hugepages, emptyDir: {medium: HugePages}}" : "")
                .replace("SCRIPT", script.indent(10).stripTrailing());
    }
}
