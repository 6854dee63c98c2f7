package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network configuration as sriov-cni's users write it: keys in any case, the last of two wins, unknown ones are none of
 * our business.
 *
 * <p>Reading one only takes a JSON object; each question asked of it checks the keys it needs, so that a DEL works with a
 * configuration that no ADD would.
 */
final class NetConf {
    /** CNI's syntax of a network name; the length is a file name's, since IPAM plugins make one of it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,199}");

    private final Map<String, JsonNode> members;
    private final String text;

    private NetConf(Map<String, JsonNode> members, String text) {
        this.members = members;
        this.text = text;
    }

    /** Fails with {@code CNI_REQUEST_MALFORMED} on anything but one bounded JSON object. */
    static NetConf parse(byte[] stdin) throws Refusal {
        try {
            String text = Json.text(stdin);
            return new NetConf(Json.folded(text), text);
        } catch (Json.Malformed e) {
            throw new Refusal(Problem.of(
                    Code.CNI_REQUEST_MALFORMED,
                    new Subject("stdin"),
                    String.valueOf(e.getMessage()),
                    "give the network configuration as one JSON object"));
        }
    }

    /** The version it is written in; absent means 0.1.0, which is not spoken any more. */
    CniVersion version() throws Refusal {
        JsonNode value = member("cniVersion");
        String written = value.isMissingNode() ? "0.1.0" : value.asText();
        return spokenVersion()
                .orElseThrow(() -> new Refusal(Problem.of(
                        Code.CNI_VERSION_UNSUPPORTED,
                        subject("cniVersion"),
                        "version '" + written + "'" + (value.isMissingNode() ? " (none is given)" : ""),
                        "use one of " + String.join(", ", CniVersion.all()))));
    }

    /** The version, if it is spoken. */
    Optional<CniVersion> spokenVersion() {
        JsonNode value = member("cniVersion");
        return value.isTextual() ? CniVersion.parse(value.textValue()) : Optional.empty();
    }

    /** The network's name, required since 0.3.0. */
    String name() throws Refusal {
        return nameIfValid()
                .orElseThrow(() -> invalid(
                        "name",
                        member("name").isMissingNode()
                                ? "not given"
                                : "'" + member("name").asText() + "'",
                        "a letter or digit, then letters, digits, '_', '.', '-'; at most 200"));
    }

    Optional<String> nameIfValid() {
        JsonNode value = member("name");
        return value.isTextual() && NAME.matcher(value.textValue()).matches()
                ? Optional.of(value.textValue())
                : Optional.empty();
    }

    /** Whether it names a device: then a meta plugin delegates to us, else we are chained behind the primary plugin. */
    boolean isDelegated() {
        return !member("deviceID").isMissingNode();
    }

    /** The device to attach, absent in chained mode. */
    Optional<PciAddress> device() throws Refusal {
        JsonNode value = member("deviceID");
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        Optional<PciAddress> address = value.isTextual() ? PciAddress.parse(value.textValue()) : Optional.empty();
        if (address.isEmpty()) {
            throw invalid(
                    "deviceID",
                    "'" + value.asText() + "' is no PCI address",
                    "write it as 'lspci -D' does, 0000:01:10.0; meta plugins fill it in from the resourceName annotation");
        }
        return address;
    }

    /** What it wants of the VF; all that is wrong with it at once. */
    VfSettings settings(CniArgs args) throws Refusal {
        return new ConfSettings(this).read(args);
    }

    /** How it wants addresses, verbatim; absent where it does not. */
    Optional<IpamCall> ipam(CniArgs args, CniPath path) throws Refusal {
        JsonNode ipam = member("ipam");
        if (ipam.isMissingNode()) {
            return Optional.empty();
        }
        if (!ipam.isObject()) {
            throw invalid("ipam", "not an object", "write \"ipam\": {\"type\": \"host-local\", ...}");
        }
        JsonNode type = Json.folded(ipam).get("type");
        if (type == null || type.isNull() || type.equals(TextNode.valueOf(""))) {
            return Optional.empty();
        }
        PluginType executable = Optional.of(type)
                .filter(JsonNode::isTextual)
                .flatMap(t -> PluginType.parse(t.textValue()))
                .orElseThrow(() -> invalid(
                        "ipam.type", "'" + type.asText() + "' is no name of an executable", "name it without a path"));
        return Optional.of(new IpamCall(executable.text(), text, args.text(), path.toString()));
    }

    /** The result of the plugins before this one. */
    Optional<ObjectNode> previousResult() throws Refusal {
        JsonNode value = member("prevResult");
        if (value instanceof ObjectNode result) {
            return Optional.of(result);
        }
        if (!value.isMissingNode()) {
            throw invalid("prevResult", "not an object", "this is the runtime's to fill in; report it there");
        }
        return Optional.empty();
    }

    /** A top level value by its key in any case; missing also where it is null. */
    JsonNode member(String key) {
        JsonNode value = members.get(key.toLowerCase(Locale.ROOT));
        return value == null || value.isNull() ? MissingNode.getInstance() : value;
    }

    Refusal invalid(String key, String detail, String hint) {
        return new Refusal(problem(key, detail, hint));
    }

    Problem problem(String key, String detail, String hint) {
        return Problem.of(Code.CNI_CONFIG_INVALID, subject(key), key + ": " + detail, hint);
    }

    static Refusal all(List<Problem> problems) {
        return new Refusal(problems);
    }

    private Subject subject(String key) {
        return new Subject(nameIfValid().map(n -> "network " + n + ": " + key).orElse(key));
    }
}
