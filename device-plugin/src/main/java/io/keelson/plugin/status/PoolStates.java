package io.keelson.plugin.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Problem;
import java.util.List;

/**
 * What kubelet is told of every pool, and why of devices that are not healthy: the agent tells it as JSON, the command line
 * shows that.
 */
public final class PoolStates {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PoolStates() {}

    /**
     * {@code [{"resource", "unregistered", "total", "healthy", "devices": [{"device", "numaNode", "healthy", "problem"}]}]},
     * {@code null} for what is not so or not known.
     */
    public static ArrayNode tree(List<PoolState> pools) {
        ArrayNode all = NODES.arrayNode();
        for (PoolState pool : pools) {
            ObjectNode node = all.addObject().put("resource", pool.resource().toString());
            node.put("unregistered", pool.unregistered().orElse(null));
            node.put("total", pool.devices().size()).put("healthy", pool.healthy());
            ArrayNode devices = node.putArray("devices");
            pool.devices().forEach(d -> devices.add(device(d)));
        }
        return all;
    }

    private static ObjectNode device(PoolState.Device device) {
        ObjectNode node = NODES.objectNode().put("device", device.id().toString());
        node.put("numaNode", device.numa().map(NumaNode::number).orElse(null));
        node.put("healthy", device.unhealthy().isEmpty());
        node.put("problem", device.unhealthy().map(Problem::line).orElse(null));
        return node;
    }

    /** The same for people: a row for each pool, then one for each device that is not healthy, with the reason. */
    public static String table(JsonNode pools) {
        Columns rows = new Columns("RESOURCE", "DEVICES", "HEALTHY", "KUBELET");
        Columns sick = new Columns("UNHEALTHY", "RESOURCE", "WHY");
        for (JsonNode pool : pools) {
            String resource = pool.path("resource").asText();
            rows.row(
                    resource,
                    pool.path("total").asText(),
                    pool.path("healthy").asText(),
                    pool.path("unregistered").asText("registered"));
            for (JsonNode device : pool.path("devices")) {
                if (!device.path("healthy").asBoolean()) {
                    sick.row(
                            device.path("device").asText(),
                            resource,
                            device.path("problem").asText());
                }
            }
        }
        return rows.isEmpty() ? "No pool is configured.\n" : rows + (sick.isEmpty() ? "" : "\n" + sick);
    }
}
