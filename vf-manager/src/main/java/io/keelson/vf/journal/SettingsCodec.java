package io.keelson.vf.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import java.util.Optional;

/** {@link VfSettings} as a JSON object that has only what is present, and back. */
final class SettingsCodec {
    private SettingsCodec() {}

    static ObjectNode encode(VfSettings settings) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        settings.mac().ifPresent(m -> node.put("mac", m.toString()));
        settings.vlan().ifPresent(v -> node.putObject("vlan")
                .put("id", v.id().id())
                .put("qos", v.qos().priority())
                .put("proto", v.proto().toString()));
        settings.spoofchk().ifPresent(on -> node.put("spoofchk", on));
        settings.trust().ifPresent(on -> node.put("trust", on));
        settings.minRate().ifPresent(r -> node.put("minRate", r.value()));
        settings.maxRate().ifPresent(r -> node.put("maxRate", r.value()));
        settings.linkState().ifPresent(s -> node.put("link", s.toString()));
        return node;
    }

    static VfSettings decode(Fields f) throws BadRecord {
        VfSettings settings = new VfSettings(
                f.maybeParsed("mac", MacAddress::parse),
                vlan(f.maybeObject("vlan")),
                f.maybeFlag("spoofchk"),
                f.maybeFlag("trust"),
                rate(f, "minRate"),
                rate(f, "maxRate"),
                f.maybeParsed("link", VfLinkState::parse));
        f.end();
        return settings;
    }

    private static Optional<VfVlan> vlan(Optional<Fields> maybe) throws BadRecord {
        if (maybe.isEmpty()) {
            return Optional.empty();
        }
        Fields f = maybe.get();
        VfVlan vlan = new VfVlan(
                new VlanId((int) f.number("id", 0, 4094)),
                new VlanQos((int) f.number("qos", 0, 7)),
                f.parsed("proto", VlanProto::parse));
        f.end();
        return Optional.of(vlan);
    }

    private static Optional<Mbps> rate(Fields f, String name) throws BadRecord {
        return f.maybeNumber(name, 0, Integer.MAX_VALUE).map(r -> new Mbps(r.intValue()));
    }
}
