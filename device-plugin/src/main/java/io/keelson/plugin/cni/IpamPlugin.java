package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.attach.Ipam;
import io.keelson.plugin.attach.Lease;
import io.keelson.plugin.attach.Network;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * IPAM plugins as CNI delegates to them: the executable named by {@code type} from CNI_PATH, the whole configuration on its
 * standard input, the CNI_* variables in its environment, its result or error on its standard output.
 */
public final class IpamPlugin implements Ipam {
    private static final String OURSELVES = "keelson";
    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final BoundedExec exec;
    private final PluginStart start;
    private final Consumer<String> onExec;

    /**
     * Plugins that talk through files below {@code scratch}, which is created when first needed; every execution is told to
     * {@code onExec} by the plugin's type.
     */
    public IpamPlugin(Path scratch, PluginStart start, Consumer<String> onExec) {
        this.exec = new BoundedExec(scratch);
        this.start = start;
        this.onExec = onExec;
    }

    @Override
    public IpamCall call(String ipamJson, Network network) throws HostException {
        try {
            ObjectNode ipam = Json.object(ipamJson);
            String type = type(ipam.path("type").asText()).text();
            ObjectNode config = Json.MAPPER.createObjectNode();
            config.put("cniVersion", network.cniVersion());
            config.put("name", network.name());
            config.put("type", OURSELVES);
            config.set("ipam", ipam);
            return new IpamCall(type, Json.write(config), network.args(), network.path());
        } catch (Json.Malformed e) {
            throw invalid("ipam", String.valueOf(e.getMessage()), "write a JSON object with a type");
        }
    }

    @Override
    public Lease add(IpamCall call, Target target, Deadline until) throws HostException {
        String output = run("ADD", call, target, until);
        try {
            return IpamResult.parse(output);
        } catch (Json.Malformed e) {
            throw failed(call, "ADD", "unusable result: " + e.getMessage(), "see the plugin's documentation");
        }
    }

    @Override
    public void del(IpamCall call, Target target, Deadline until) throws HostException {
        run("DEL", call, target, until);
    }

    @Override
    public void check(IpamCall call, Target target, Deadline until) throws HostException {
        run("CHECK", call, target, until);
    }

    private String run(String verb, IpamCall call, Target target, Deadline until) throws HostException {
        PluginType type = type(call.type());
        List<String> command = start.command(CniPath.parse(call.path()), type).orElseThrow(() -> notThere(call, verb));
        onExec.accept(type.text());
        try {
            BoundedExec.Ended ended = exec.run(
                    command, environment(verb, call, target), call.config().getBytes(StandardCharsets.UTF_8), until);
            if (start.missed(ended)) {
                throw notThere(call, verb);
            }
            if (ended.exitCode() != 0) {
                throw failed(call, verb, reason(ended), "see the plugin's own documentation");
            }
            return ended.output();
        } catch (BoundedExec.NotRun e) {
            throw failed(
                    call,
                    verb,
                    String.valueOf(e.getMessage()),
                    "see that " + String.join(" ", command) + " works on this node");
        }
    }

    private static Map<String, String> environment(String verb, IpamCall call, Target target) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", SYSTEM_PATH);
        environment.put("CNI_COMMAND", verb);
        environment.put("CNI_CONTAINERID", target.container().text());
        environment.put("CNI_NETNS", target.netns().map(Object::toString).orElse(""));
        environment.put("CNI_IFNAME", target.ifName().text());
        environment.put("CNI_ARGS", call.args());
        environment.put("CNI_PATH", call.path());
        return environment;
    }

    /** The plugin's own words: its CNI error, else what it wrote to standard error. */
    private static String reason(BoundedExec.Ended ended) {
        try {
            JsonNode error = Json.object(ended.output());
            if (error.path("msg").isTextual()) {
                String details = error.path("details").asText();
                return error.path("msg").asText()
                        + (details.isEmpty() ? "" : "; " + details)
                        + " (CNI code " + error.path("code").asInt() + ")";
            }
        } catch (Json.Malformed e) {
            // no CNI error then
        }
        String said = List.of(ended.errors(), ended.output()).stream()
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElse("no word");
        return "exit code " + ended.exitCode() + ": " + said;
    }

    private static PluginType type(String text) throws HostException {
        Optional<PluginType> type = PluginType.parse(text).filter(t -> !t.text().equals(OURSELVES));
        if (type.isEmpty()) {
            throw invalid("ipam.type", "'" + text + "' is no IPAM plugin", "name an executable such as host-local");
        }
        return type.get();
    }

    private static HostException invalid(String key, String detail, String hint) {
        return new HostException(Problem.of(Code.CNI_CONFIG_INVALID, new Subject(key), detail, hint));
    }

    private static HostException notThere(IpamCall call, String verb) {
        return failed(
                call,
                verb,
                "no executable '" + call.type() + "' in CNI_PATH " + call.path(),
                "install the plugin on the node, or correct ipam.type");
    }

    private static HostException failed(IpamCall call, String verb, String detail, String hint) {
        return new HostException(Problem.of(Code.IPAM_FAILED, new Subject(call.type() + " " + verb), detail, hint));
    }
}
