package io.keelson.plugin.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which pod has which VF: those the ledger says are held, and those kubelet was granted, by id. */
public final class Holdings {
    private final Map<DeviceId, Holding> all;

    private Holdings(Map<DeviceId, Holding> all) {
        this.all = all;
    }

    /** A VF that somebody has; {@code as} is the netdev's name in the pod, or {@code vfio}; absent too if the host has it no more. */
    private record Holding(
            Optional<String> pod,
            Optional<String> resource,
            Optional<String> as,
            String phase,
            Instant since,
            boolean gone) {}

    /**
     * Who has what.
     *
     * @param pods which pod has a granted device, by kubelet's word; the ledger knows only the pods that hold one
     */
    public static Holdings of(Ledger ledger, Snapshot facts, Map<DeviceId, String> pods) {
        Map<DeviceId, Holding> all = new TreeMap<>(DeviceId.ORDER);
        for (Grant grant : ledger.grants().values()) {
            DeviceId vf = grant.device();
            Optional<String> pod = Optional.ofNullable(pods.get(vf));
            Optional<String> as = vfio(facts, vf);
            all.put(vf, new Holding(pod, Optional.of(grant.resource()), as, "granted", grant.since(), gone(facts, vf)));
        }
        for (Map.Entry<VfId, Owner> held : ledger.owners().entrySet()) {
            DeviceId vf = held.getKey().address();
            Owner owner = held.getValue();
            Optional<String> as = gone(facts, vf)
                    ? Optional.empty()
                    : vfio(facts, vf).or(() -> Optional.of(owner.key().ifName().text()));
            Optional<String> pod = owner.pod().named();
            all.put(
                    vf,
                    new Holding(pod, owner.resource(), as, owner.phase().toString(), owner.since(), gone(facts, vf)));
        }
        return new Holdings(all);
    }

    private static boolean gone(Snapshot facts, DeviceId id) {
        return facts.device(id).isEmpty();
    }

    private static Optional<String> vfio(Snapshot facts, DeviceId id) {
        return facts.device(id)
                .flatMap(Device::driver)
                .filter(DriverName::isUserspace)
                .map(d -> "vfio");
    }

    /** {@code VF_NOT_FOUND} for each VF that a pod has by our records, and the host has no more. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        all.forEach((vf, h) -> {
            if (h.gone()) {
                problems.add(Problem.of(
                        Code.VF_NOT_FOUND,
                        new Subject(vf.toString()),
                        h.pod().map(pod -> "given to " + pod).orElse("given to a pod")
                                + ", and not on this host any more",
                        "delete the pod; `keelson inventory` shows which NICs and VFs are there"));
            }
        });
        return problems;
    }

    /** For people. */
    public String table() {
        if (all.isEmpty()) {
            return "No VF is held or granted.\n";
        }
        Columns table = new Columns("VF", "POD", "RESOURCE", "AS", "PHASE", "SINCE");
        all.forEach((vf, h) -> table.row(
                vf,
                or(h.pod()),
                or(h.resource()),
                h.gone() ? "(gone)" : or(h.as()),
                h.phase(),
                h.since().truncatedTo(ChronoUnit.SECONDS)));
        return table.toString();
    }

    /**
     * {@code {"vfs": [{"vf", "pod", "resource", "as", "phase", "since", "gone"}]}}, {@code null} for what is not known; gone is a VF that
     * the host has no more.
     */
    public ObjectNode tree() {
        ArrayNode vfs = JsonNodeFactory.instance.arrayNode();
        all.forEach((vf, h) -> vfs.addObject()
                .put("vf", vf.toString())
                .put("pod", orNull(h.pod()))
                .put("resource", orNull(h.resource()))
                .put("as", orNull(h.as()))
                .put("phase", h.phase())
                .put("since", h.since().toString())
                .put("gone", h.gone()));
        return JsonNodeFactory.instance.objectNode().set("vfs", vfs);
    }

    private static String or(Optional<String> text) {
        return text.orElse("-");
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }
}
