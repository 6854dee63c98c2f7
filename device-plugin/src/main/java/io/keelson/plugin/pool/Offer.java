package io.keelson.plugin.pool;

import io.keelson.vf.model.DeviceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a resource offers at one moment, by id, each once. */
public record Offer(List<Offered> devices) {
    /** No device at all: kubelet then knows the resource with zero, and rejects pods that want it. */
    public static final Offer NOTHING = new Offer(List.of());

    public Offer {
        devices = devices.stream()
                .sorted(Comparator.comparing(Offered::device, DeviceId.ORDER))
                .toList();
        for (int i = 1; i < devices.size(); i++) {
            if (devices.get(i).device().equals(devices.get(i - 1).device())) {
                throw new IllegalArgumentException(
                        "offered twice: " + devices.get(i).device());
            }
        }
    }

    /** How many of them are healthy. */
    public int healthy() {
        return (int) devices.stream().filter(Offered::healthy).count();
    }

    /** What kubelet would see change from {@code before} to this. */
    public Diff since(Offer before) {
        Map<DeviceId, Offered> old = before.byDevice();
        Map<DeviceId, Offered> now = byDevice();
        List<Offered> added = new ArrayList<>();
        List<Offered> changed = new ArrayList<>();
        now.forEach((device, offered) -> {
            Offered was = old.remove(device);
            if (was == null) {
                added.add(offered);
            } else if (!onWire(was).equals(onWire(offered))) {
                changed.add(offered);
            }
        });
        return new Diff(added, List.copyOf(old.keySet()), changed);
    }

    private static List<Object> onWire(Offered offered) {
        return List.of(offered.healthy(), offered.numa());
    }

    private Map<DeviceId, Offered> byDevice() {
        Map<DeviceId, Offered> map = new TreeMap<>(DeviceId.ORDER);
        devices.forEach(d -> map.put(d.device(), d));
        return map;
    }

    /** Devices that came, went, and turned healthy or unhealthy or moved to another node; each list by id. */
    public record Diff(List<Offered> added, List<DeviceId> removed, List<Offered> changed) {
        public Diff {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
            changed = List.copyOf(changed);
        }

        /** Whether kubelet would see nothing. */
        public boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }
    }
}
