package io.keelson.plugin.publish;

import io.keelson.dpdk.grant.DevPath;
import io.keelson.dpdk.grant.Extras;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.FunctionKind;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.Vf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a device is, for whoever attaches it to a network: one JSON object. Source: Device Information Specification 1.1.0 of
 * the Network Plumbing Working Group. No value is of a type that has control characters.
 */
final class DeviceInfo {
    private static final String VERSION = "1.1.0";

    private DeviceInfo() {}

    /** Whether a network can be told of the device; as with the peers, accelerators and sub-functions have no file. */
    static boolean isFor(Device device) {
        return device instanceof Vf
                || device instanceof Pf
                || (device instanceof OtherFunction other && other.kind() == FunctionKind.NETWORK);
    }

    /** Of type {@code vdpa} where the pool promises such a device and it is there, else of type {@code pci}. */
    static String of(Device device, Extras extras) {
        Optional<VdpaDevice> vdpa =
                extras.vdpa().flatMap(type -> device.traits().vdpa());
        return vdpa.map(v -> text("vdpa", vdpa(device, v))).orElseGet(() -> text("pci", pci(device, extras)));
    }

    private static Map<String, String> pci(Device device, Extras extras) {
        Map<String, String> pci = new LinkedHashMap<>();
        pci.put("pci-address", device.deviceId().toString());
        if (extras.vhostNet()) {
            pci.put("vhost-net", DevPath.VHOST_NET.text());
        }
        if (extras.rdma() && device.traits().isRdma()) {
            pci.put(
                    "rdma-device",
                    device.traits().rdma().stream()
                            .map(RdmaDevice::name)
                            .map(Object::toString)
                            .collect(Collectors.joining(",")));
        }
        pf(device, pci);
        return pci;
    }

    private static void pf(Device device, Map<String, String> words) {
        if (device instanceof Vf vf) {
            words.put("pf-pci-address", vf.pf().toString());
            vf.traits().representor().ifPresent(name -> words.put("representor-device", name.text()));
        }
    }

    private static Map<String, String> vdpa(Device device, VdpaDevice vdpa) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("parent-device", vdpa.name().text());
        vdpa.type().ifPresent(type -> words.put("driver", type.toString()));
        vdpa.path().ifPresent(path -> words.put("path", path));
        words.put("pci-address", device.deviceId().toString());
        pf(device, words);
        return words;
    }

    private static String text(String type, Map<String, String> words) {
        return "{\"type\":\"" + type + "\",\"version\":\"" + VERSION + "\",\"" + type + "\":{"
                + words.entrySet().stream()
                        .map(e -> "\"" + e.getKey() + "\":\"" + escaped(e.getValue()) + "\"")
                        .collect(Collectors.joining(","))
                + "}}";
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
