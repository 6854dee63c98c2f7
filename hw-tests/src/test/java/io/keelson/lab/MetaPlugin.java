package io.keelson.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keelson.lab.node.Node;

/**
 * Calls the CNI executable as Multus does: variables of CNI and nothing else in the environment, the configuration of a
 * network definition with the device filled in on standard input.
 */
record MetaPlugin(Guest guest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a call ended; the body is missing where nothing was printed. */
    record Reply(int exitCode, JsonNode body) {
        boolean ok() {
            return exitCode == 0;
        }

        /** Code and object of an error: {@code DEVICE_HELD 0000:21:10.0}. */
        String msg() {
            return body.path("msg").asText();
        }

        int code() {
            return body.path("code").asInt();
        }

        String details() {
            return body.path("details").asText();
        }
    }

    Reply add(String sandbox, String config) {
        return call("ADD", sandbox, "/run/netns/" + sandbox, config, "");
    }

    Reply del(String sandbox, String config) {
        return call("DEL", sandbox, "/run/netns/" + sandbox, config, "");
    }

    /** A call whose container id is the sandbox's name with {@code -id} behind it, for the interface net1. */
    Reply call(String verb, String sandbox, String netns, String config, String args) {
        ExecResult result = guest.exec(command(verb, sandbox, netns, config, args), Node.PATIENCE);
        return new Reply(result.rc(), json(result.out()));
    }

    /** The same for the guest's shell, which may run it in the background. */
    static String command(String verb, String sandbox, String netns, String config, String args) {
        String pod = "IgnoreUnknown=1;K8S_POD_NAMESPACE=lab;K8S_POD_NAME=" + sandbox + ";K8S_POD_UID=uid-" + sandbox;
        return "printf %s '" + config + "' | env -i PATH=$PATH CNI_COMMAND=" + verb + " CNI_CONTAINERID=" + sandbox
                + "-id CNI_NETNS=" + netns + " CNI_IFNAME=net1 CNI_PATH=/opt/cni/bin 'CNI_ARGS=" + pod
                + (args.isEmpty() ? "" : ";" + args) + "' /opt/cni/bin/sriov";
    }

    /** The configuration of a network definition for this device, with more keys. */
    static String config(String device, String more) {
        return "{\"cniVersion\":\"1.0.0\",\"name\":\"ran\",\"type\":\"sriov\",\"deviceID\":\"" + device + "\""
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new LabException("no JSON: " + text);
        }
    }
}
