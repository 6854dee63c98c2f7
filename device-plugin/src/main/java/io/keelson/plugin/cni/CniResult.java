package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Lease;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;

/**
 * The success result of an ADD: what was attached, in the words of the configuration's version, behind whatever the plugins
 * before us did. Source: CNI specification, "ADD Success", and its earlier versions.
 */
final class CniResult {
    private final CniVersion version;
    private final ObjectNode result;

    private CniResult(CniVersion version, ObjectNode result) {
        this.version = version;
        this.result = result;
    }

    /** A result of our own, for a device that a meta plugin asked for. */
    static CniResult fresh(CniVersion version) {
        return new CniResult(version, Json.MAPPER.createObjectNode());
    }

    /** The result of the plugins before us, to be added to. */
    static CniResult behind(PreviousResult previous) {
        return new CniResult(previous.version(), previous.copy());
    }

    /** Adds interfaces with their addresses and routes; those that are there already keep their indices. */
    CniResult add(List<Attached> attachments) {
        for (Attached attached : attachments) {
            ArrayNode interfaces = array("interfaces");
            int index = interfaces.size();
            interfaces.add(interfaceOf(attached));
            attached.lease().addresses().forEach(a -> array("ips").add(ipOf(a, index)));
            attached.lease().routes().forEach(r -> array("routes").add(routeOf(r)));
            mergeDns(attached.lease().dns());
        }
        return this;
    }

    String json() {
        ObjectNode ordered = Json.MAPPER.createObjectNode();
        ordered.put("cniVersion", version.toString());
        ordered.setAll((ObjectNode) result.deepCopy().without("cniVersion"));
        if (!ordered.has("dns")) {
            ordered.putObject("dns");
        }
        return Json.write(ordered);
    }

    private ObjectNode interfaceOf(Attached attached) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", attached.name().text());
        attached.mac().ifPresent(m -> node.put("mac", m.toString()));
        if (version.tellsMtu()) {
            attached.mtu().ifPresent(m -> node.put("mtu", m.bytes()));
        }
        node.put("sandbox", attached.netns().text());
        if (version.tellsDetails()) {
            node.put("pciID", attached.device().toString());
        }
        return node;
    }

    private ObjectNode ipOf(Lease.Address leased, int index) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        if (version.namesIpVersion()) {
            node.put("version", leased.address().isV6() ? "6" : "4");
        }
        node.put("interface", index);
        node.put(
                "address",
                literal(leased.address().address()) + "/" + leased.address().prefix());
        leased.gateway().ifPresent(g -> node.put("gateway", literal(g)));
        return node;
    }

    private ObjectNode routeOf(Lease.LeasedRoute leased) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        var destination = leased.route().destination();
        node.put("dst", literal(destination.address()) + "/" + destination.prefix());
        leased.route().gateway().ifPresent(g -> node.put("gw", literal(g)));
        if (version.tellsDetails()) {
            put(node, "mtu", leased.mtu());
            put(node, "advmss", leased.advmss());
            put(node, "priority", leased.priority());
            put(node, "table", leased.table());
            put(node, "scope", leased.scope());
        }
        return node;
    }

    private void mergeDns(Lease.Dns dns) {
        JsonNode now = result.path("dns");
        if (dns.equals(Lease.Dns.NONE) || now.size() > 0) {
            return; // the primary network's name service stands
        }
        ObjectNode node = result.putObject("dns");
        strings(node, "nameservers", dns.nameservers());
        dns.domain().ifPresent(d -> node.put("domain", d));
        strings(node, "search", dns.search());
        strings(node, "options", dns.options());
    }

    private ArrayNode array(String key) {
        return result.get(key) instanceof ArrayNode there ? there : result.putArray(key);
    }

    private static void strings(ObjectNode node, String key, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(key);
            values.forEach(array::add);
        }
    }

    private static void put(ObjectNode node, String key, OptionalLong value) {
        value.ifPresent(v -> node.put(key, v));
    }

    private static String literal(InetAddress address) {
        return IpText.of(address);
    }
}
