package io.keelson.plugin.publish;

import io.keelson.dpdk.grant.DevPath;
import io.keelson.dpdk.grant.Extras;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.Vf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a device is, for whoever attaches it to a network: one JSON object. Source: Device Information Specification 1.1.0 of
 * the Network Plumbing Working Group. Every value is of a type whose characters JSON takes as they are.
 */
final class DeviceInfo {
    private static final String VERSION = "1.1.0";

    private DeviceInfo() {}

    /** Of type {@code vdpa} where the pool promises such a device and it is there, else of type {@code pci}. */
    static String of(Vf vf, Extras extras) {
        Optional<VdpaDevice> vdpa = extras.vdpa().flatMap(type -> vf.traits().vdpa());
        return vdpa.map(device -> text("vdpa", vdpa(vf, device))).orElseGet(() -> text("pci", pci(vf, extras)));
    }

    private static Map<String, String> pci(Vf vf, Extras extras) {
        Map<String, String> pci = new LinkedHashMap<>();
        pci.put("pci-address", vf.address().toString());
        if (extras.vhostNet()) {
            pci.put("vhost-net", DevPath.VHOST_NET.text());
        }
        if (extras.rdma() && vf.traits().isRdma()) {
            pci.put(
                    "rdma-device",
                    vf.traits().rdma().stream()
                            .map(RdmaDevice::name)
                            .map(Object::toString)
                            .collect(Collectors.joining(",")));
        }
        pci.put("pf-pci-address", vf.pf().toString());
        return pci;
    }

    private static Map<String, String> vdpa(Vf vf, VdpaDevice device) {
        Map<String, String> vdpa = new LinkedHashMap<>();
        vdpa.put("parent-device", device.name().text());
        device.type().ifPresent(type -> vdpa.put("driver", type.toString()));
        device.path().ifPresent(path -> vdpa.put("path", path));
        vdpa.put("pci-address", vf.address().toString());
        vdpa.put("pf-pci-address", vf.pf().toString());
        return vdpa;
    }

    private static String text(String type, Map<String, String> words) {
        return "{\"type\":\"" + type + "\",\"version\":\"" + VERSION + "\",\"" + type + "\":{"
                + words.entrySet().stream()
                        .map(e -> "\"" + e.getKey() + "\":\"" + e.getValue() + "\"")
                        .collect(Collectors.joining(","))
                + "}}";
    }
}
