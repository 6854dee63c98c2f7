package io.keelson.config.parse;

import io.keelson.config.model.Attach;
import io.keelson.config.model.PodInterface;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code attach}; the keys are those of a sriov-cni network configuration. */
final class NativeAttach {
    private static final Pattern PLUGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final int MAX_IPAM = 16 * 1024;

    private NativeAttach() {}

    static Attach read(At at) {
        Map<String, At> fields = at.fields(
                "interface",
                "vlan",
                "vlanQoS",
                "vlanProto",
                "spoofchk",
                "trust",
                "min_tx_rate",
                "max_tx_rate",
                "link_state",
                "ipam");
        PodInterface podInterface = Optional.ofNullable(fields.get("interface"))
                .flatMap(i -> i.value(
                        PodInterface::parse,
                        "a prefix of interface names (1 to 12 characters) or a full name that ends in a digit"))
                .orElse(PodInterface.NET);
        return new Attach(
                podInterface,
                settings(fields),
                Optional.ofNullable(fields.get("ipam")).flatMap(NativeAttach::ipam));
    }

    private static VfSettings settings(Map<String, At> fields) {
        return new VfSettings(
                Optional.empty(),
                vlan(fields),
                Optional.ofNullable(fields.get("spoofchk")).flatMap(At::flag),
                Optional.ofNullable(fields.get("trust")).flatMap(At::flag),
                rate(fields.get("min_tx_rate")),
                rate(fields.get("max_tx_rate")),
                Optional.ofNullable(fields.get("link_state")).flatMap(i -> i.word(VfLinkState.values())));
    }

    private static Optional<Mbps> rate(@Nullable At at) {
        return at == null ? Optional.empty() : at.value(Mbps::parse, "a rate in Mbit/s (0: unlimited)");
    }

    private static Optional<VfVlan> vlan(Map<String, At> fields) {
        Optional<VlanQos> qos = Optional.ofNullable(fields.get("vlanQoS"))
                .flatMap(i -> i.value(VlanQos::parse, "a VLAN priority (0 to 7)"));
        Optional<VlanProto> proto =
                Optional.ofNullable(fields.get("vlanProto")).flatMap(i -> i.word(VlanProto.values()));
        At vlan = fields.get("vlan");
        if (vlan == null) {
            untagged(fields.get("vlanQoS"));
            untagged(fields.get("vlanProto"));
            return Optional.empty();
        }
        Optional<VlanId> id = vlan.value(VlanId::parse, "a VLAN id (0 to 4094; 0: untagged)");
        if (id.isPresent() && id.get().id() == 0) {
            untagged(fields.get("vlanQoS"));
            untagged(fields.get("vlanProto"));
        }
        return id.map(v -> new VfVlan(v, qos.orElse(new VlanQos(0)), proto.orElse(VlanProto.DOT1Q)));
    }

    private static void untagged(@Nullable At at) {
        if (at != null) {
            at.bad("means nothing without a VLAN", "set vlan to an id from 1 to 4094, or leave this out");
        }
    }

    private static Optional<String> ipam(At at) {
        if (!(at.tree() instanceof Tree.Mapping mapping)) {
            at.bad("has to be a mapping, is " + at.tree().kind(), "for example {type: host-local, ranges: ...}");
            return Optional.empty();
        }
        Optional<String> type = mapping.entries().stream()
                .filter(e -> e.key().equals("type") && e.value() instanceof Tree.Scalar)
                .map(e -> ((Tree.Scalar) e.value()).text())
                .findFirst();
        if (type.filter(t -> PLUGIN.matcher(t).matches()).isEmpty()) {
            at.bad(
                    type.isEmpty() ? "has no type" : "type '" + type.get() + "' is not the name of a plugin",
                    "name the IPAM plugin's executable, for example type: host-local");
            return Optional.empty();
        }
        String json = JsonText.of(mapping, at);
        if (json.length() > MAX_IPAM) {
            at.bad("is longer than " + MAX_IPAM + " characters as JSON", "");
            return Optional.empty();
        }
        return Optional.of(json);
    }
}
