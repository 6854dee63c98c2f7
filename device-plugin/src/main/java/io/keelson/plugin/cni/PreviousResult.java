package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.attach.CheckRequest.Claimed;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.step.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the plugins before this one did, turned into the version of the configuration: an address says its IP version below
 * 1.0.0 and not from there on, and what an older version does not know is left out. Everything else stays as it came.
 */
final class PreviousResult {
    private static final Set<String> INTERFACE_DETAILS = Set.of("pciID", "socketPath");
    private static final Set<String> ROUTE_DETAILS = Set.of("mtu", "advmss", "priority", "table", "scope");

    private final CniVersion version;
    private final ObjectNode result;

    private PreviousResult(CniVersion version, ObjectNode result) {
        this.version = version;
        this.result = result;
    }

    /** Fails with {@code CNI_CONFIG_INVALID} where there is none, or none that can be read. */
    static PreviousResult of(NetConf conf) throws Refusal {
        CniVersion target = conf.version();
        ObjectNode given = conf.previousResult()
                .orElseThrow(() -> conf.invalid(
                        "prevResult",
                        "there is neither a deviceID nor a result of a plugin before this one",
                        "behind Multus: annotate the NetworkAttachmentDefinition with k8s.v1.cni.cncf.io/resourceName;"
                                + " chained: put {\"type\": \"keelson\"} behind the primary plugin"));
        for (String key : List.of("interfaces", "ips", "routes")) {
            JsonNode value = given.path(key);
            if (!value.isMissingNode() && !value.isNull() && !objects(value)) {
                throw conf.invalid(
                        "prevResult." + key, "not a list of objects", "the plugin before this one is to blame");
            }
        }
        if (given.has("ip4") || given.has("ip6")) {
            throw conf.invalid(
                    "prevResult", "a result older than 0.3.0", "use a primary plugin that speaks 0.3.1 or newer");
        }
        return new PreviousResult(target, converted(given.deepCopy(), target));
    }

    CniVersion version() {
        return version;
    }

    ObjectNode copy() {
        return result.deepCopy();
    }

    /** The interfaces it says are in this namespace, with their addresses. */
    List<Claimed> claims(NetnsPath netns) {
        List<Claimed> claims = new ArrayList<>();
        JsonNode interfaces = result.path("interfaces");
        for (int i = 0; i < interfaces.size(); i++) {
            JsonNode one = interfaces.get(i);
            if (one.path("sandbox").asText().equals(netns.text())) {
                int index = i;
                IfName.parse(one.path("name").asText())
                        .ifPresent(name -> claims.add(new Claimed(
                                name, MacAddress.parse(one.path("mac").asText()), addressesOf(index))));
            }
        }
        return claims;
    }

    private List<IfAddress> addressesOf(int index) {
        List<IfAddress> addresses = new ArrayList<>();
        for (JsonNode ip : result.path("ips")) {
            if (ip.path("interface").asInt(-1) == index) {
                IfAddress.parse(ip.path("address").asText()).ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    private static boolean objects(JsonNode value) {
        if (!(value instanceof ArrayNode array)) {
            return false;
        }
        for (JsonNode element : array) {
            if (!element.isObject()) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode converted(ObjectNode result, CniVersion target) {
        for (JsonNode ip : result.path("ips")) {
            if (target.namesIpVersion()) {
                ((ObjectNode) ip).put("version", ip.path("address").asText().indexOf(':') >= 0 ? "6" : "4");
            } else {
                ((ObjectNode) ip).remove("version");
            }
        }
        for (JsonNode one : result.path("interfaces")) {
            if (!target.tellsMtu()) {
                ((ObjectNode) one).remove("mtu");
            }
            if (!target.tellsDetails()) {
                ((ObjectNode) one).remove(INTERFACE_DETAILS);
            }
        }
        for (JsonNode route : result.path("routes")) {
            if (!target.tellsDetails()) {
                ((ObjectNode) route).remove(ROUTE_DETAILS);
            }
        }
        return result;
    }
}
