package io.keelson.vf.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfId;
import java.util.ArrayList;
import java.util.List;

/** A {@link LedgerChange} as a JSON object with a {@code kind}, and back. */
final class ChangeCodec {
    private static final String OWNER = "owner";
    private static final String FREED = "freed";
    private static final String BASELINE = "baseline";
    private static final String GRANT = "grant";
    private static final String GRANT_END = "grant-end";

    private ChangeCodec() {}

    static ObjectNode encode(LedgerChange change) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (change instanceof LedgerChange.OwnerSet set) {
            vf(node.put("kind", OWNER), set.vf());
            OwnerCodec.encode(node, set.owner());
        } else if (change instanceof LedgerChange.OwnerFreed freed) {
            vf(node.put("kind", FREED), freed.vf());
            node.set("key", OwnerCodec.encode(freed.key()));
        } else if (change instanceof LedgerChange.BaselineDeclared declared) {
            node.put("kind", BASELINE).put("vf", declared.vf().toString());
            baseline(node, declared.baseline());
        } else if (change instanceof LedgerChange.Granted granted) {
            Grant grant = granted.grant();
            node.put("kind", GRANT).put("device", grant.device().toString());
            node.put("resource", grant.resource()).put("since", grant.since().toString());
        } else {
            LedgerChange.GrantEnded ended = (LedgerChange.GrantEnded) change;
            node.put("kind", GRANT_END)
                    .put("device", ended.device().toString())
                    .put("since", ended.since().toString());
        }
        return node;
    }

    static List<LedgerChange> decodeAll(List<Fields> list) throws BadRecord, UnknownRecord {
        List<LedgerChange> changes = new ArrayList<>();
        for (Fields fields : list) {
            changes.add(decode(fields));
            fields.end();
        }
        return changes;
    }

    private static LedgerChange decode(Fields f) throws BadRecord, UnknownRecord {
        String kind = f.text("kind");
        return switch (kind) {
            case OWNER -> new LedgerChange.OwnerSet(vf(f), OwnerCodec.decode(f));
            case FREED -> new LedgerChange.OwnerFreed(vf(f), OwnerCodec.key(f.object("key")));
            case BASELINE -> new LedgerChange.BaselineDeclared(f.parsed("vf", PciAddress::parse), baseline(f));
            case GRANT -> new LedgerChange.Granted(new Grant(device(f), f.text("resource"), f.time("since")));
            case GRANT_END -> new LedgerChange.GrantEnded(device(f), f.time("since"));
            default -> throw new UnknownRecord("a ledger change of kind " + RecordCodec.shown(kind));
        };
    }

    private static void vf(ObjectNode node, VfId vf) {
        node.put("vf", vf.address().toString()).put("incarnation", vf.incarnation());
    }

    private static VfId vf(Fields f) throws BadRecord {
        return new VfId(f.parsed("vf", PciAddress::parse), f.number("incarnation", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static DeviceId device(Fields f) throws BadRecord {
        return f.parsed("device", DeviceId::parse);
    }

    private static void baseline(ObjectNode node, Baseline baseline) {
        node.set("settings", SettingsCodec.encode(baseline.settings()));
        baseline.name().ifPresent(n -> node.put("name", n.text()));
        baseline.mtu().ifPresent(m -> node.put("mtu", m.bytes()));
        baseline.driver().ifPresent(d -> node.put("driver", d.text()));
    }

    private static Baseline baseline(Fields f) throws BadRecord {
        return new Baseline(
                SettingsCodec.decode(f.object("settings")),
                f.maybeParsed("name", IfName::parse),
                f.maybeNumber("mtu", 68, 65535).map(m -> new Mtu(m.intValue())),
                f.maybeParsed("driver", DriverName::parse));
    }
}
