package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.attach.Lease;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Route;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what an IPAM plugin printed. Source: CNI specification, "Delegated plugins (IPAM)". */
final class IpamResult {
    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_ROUTES = 512;

    private IpamResult() {}

    static Lease parse(String text) throws Json.Malformed {
        ObjectNode result = Json.object(text);
        List<Lease.Address> addresses = new ArrayList<>();
        for (JsonNode ip : list(result, "ips", MAX_ADDRESSES)) {
            addresses.add(new Lease.Address(address(ip, "address"), gateway(ip, "gateway")));
        }
        if (addresses.isEmpty()) {
            throw new Json.Malformed("it gave no address");
        }
        List<Lease.LeasedRoute> routes = new ArrayList<>();
        for (JsonNode route : list(result, "routes", MAX_ROUTES)) {
            routes.add(new Lease.LeasedRoute(
                    new Route(address(route, "dst"), gateway(route, "gw")),
                    number(route, "mtu"),
                    number(route, "advmss"),
                    number(route, "priority"),
                    number(route, "table"),
                    number(route, "scope")));
        }
        return new Lease(addresses, routes, dns(result.path("dns")));
    }

    private static Lease.Dns dns(JsonNode dns) throws Json.Malformed {
        return new Lease.Dns(
                texts(dns, "nameservers"),
                Optional.of(dns.path("domain").asText()).filter(t -> !t.isEmpty()),
                texts(dns, "search"),
                texts(dns, "options"));
    }

    private static List<JsonNode> list(JsonNode in, String key, int most) throws Json.Malformed {
        JsonNode value = in.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > most) {
            throw new Json.Malformed(key + " is no list of at most " + most);
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        return elements;
    }

    private static List<String> texts(JsonNode in, String key) throws Json.Malformed {
        return list(in, key, MAX_ADDRESSES).stream().map(JsonNode::asText).toList();
    }

    private static IfAddress address(JsonNode in, String key) throws Json.Malformed {
        String text = in.path(key).asText();
        Optional<IfAddress> address = IfAddress.parse(text);
        if (address.isEmpty()) {
            throw new Json.Malformed(key + " '" + text + "' is no address with a prefix length");
        }
        return address.get();
    }

    private static Optional<InetAddress> gateway(JsonNode in, String key) throws Json.Malformed {
        String text = in.path(key).asText();
        if (text.isEmpty() || in.path(key).isNull()) {
            return Optional.empty();
        }
        Optional<InetAddress> gateway = IfAddress.literal(text);
        if (gateway.isEmpty()) {
            throw new Json.Malformed(key + " '" + text + "' is no address");
        }
        return gateway;
    }

    private static OptionalLong number(JsonNode in, String key) {
        JsonNode value = in.path(key);
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }
}
