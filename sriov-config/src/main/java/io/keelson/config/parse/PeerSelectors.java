package io.keelson.config.parse;

import io.keelson.config.model.AnyOf;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Selector;
import io.keelson.config.model.TraitKeys;
import io.keelson.config.validate.NearMiss;
import io.keelson.vf.model.AcpiIndex;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PKey;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VdpaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code selectors} of a {@code resourceList} entry: one object, or a list of them. Values are compared as exact text
 * there, so one that no device can spell matches nothing; that is kept, with a warning. A key that the pool's type of device
 * does not know is not read.
 */
final class PeerSelectors {
    private final Report report;
    private final DeviceType type;
    /** What the device plugin looks at only in pools it could read whole. */
    private final List<Runnable> rejections = new ArrayList<>();

    private PeerSelectors(Report report, DeviceType type) {
        this.report = report;
        this.type = type;
    }

    /** The selectors; empty when the pool is left out, which has then been reported. */
    static Optional<List<Selector>> read(GoFields pool, Tree.Mapping at, DeviceType type, Report report) {
        Optional<Tree> tree = pool.get("selectors");
        String path = pool.at("selectors");
        if (tree.isEmpty()) {
            report.error(path, at, "is not there", "say which devices; \"selectors\": {} takes all");
            return Optional.empty();
        }
        if (tree.get() instanceof Tree.Sequence list && list.items().isEmpty()) {
            report.warning(path, list, "is an empty list; the pool is left out", "say which devices");
            return Optional.empty();
        }
        try {
            PeerSelectors reader = new PeerSelectors(report, type);
            List<Selector> selectors = reader.selectors(tree.get(), path);
            reader.rejections.forEach(Runnable::run);
            return Optional.of(selectors);
        } catch (GoFields.WrongType e) {
            e.leavesOut(report);
            return Optional.empty();
        }
    }

    private List<Selector> selectors(Tree tree, String path) throws GoFields.WrongType {
        List<Selector> selectors = new ArrayList<>();
        if (tree instanceof Tree.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                Tree item = list.items().get(i);
                String at = path + "[" + i + "]";
                if (GoFields.isNull(item)) {
                    rejections.add(() -> report.error(at, item, "is null", "leave it out; {} takes all"));
                } else {
                    selectors.add(selector(item, at));
                }
            }
        } else {
            selectors.add(selector(tree, path));
        }
        return selectors;
    }

    private Selector selector(Tree tree, String path) throws GoFields.WrongType {
        if (!(tree instanceof Tree.Mapping mapping)) {
            throw new GoFields.WrongType(path, tree, "an object");
        }
        GoFields fields = GoFields.of(mapping, path, report, PeerKeys.ALL);
        PeerKeys.unread(fields, type).forEach(key -> notRead(fields, mapping, key));
        AnyOf<AcpiIndex> acpiIndexes = acpiIndexes(fields, mapping);
        if (type == DeviceType.AUX_NET_DEVICE) {
            auxTypes(fields, mapping);
        }
        return new Selector(
                path,
                anyOf(fields, mapping, "vendors", PeerSelectors::hexId, "four hex digits in lower case"),
                anyOf(fields, mapping, "devices", PeerSelectors::hexId, "four hex digits in lower case"),
                anyOf(fields, mapping, "drivers", DriverName::parse, "the name of a driver"),
                ranges(fields, mapping, "pfNames"),
                ranges(fields, mapping, "rootDevices"),
                anyOf(
                        fields,
                        mapping,
                        "pciAddresses",
                        PeerSelectors::pciAddress,
                        "a PCI address in full and in lower case, such as 0000:01:10.0"),
                traits(fields, mapping, acpiIndexes));
    }

    private TraitKeys traits(GoFields fields, Tree at, AnyOf<AcpiIndex> acpiIndexes) throws GoFields.WrongType {
        boolean rdma = reads("isRdma") && fields.flag("isRdma");
        String vdpa = reads("vdpaType") ? fields.string("vdpaType") : "";
        if (rdma && !vdpa.isEmpty()) {
            Tree place = fields.get("vdpaType").orElse(at);
            rejections.add(() -> report.error(
                    fields.at("vdpaType"),
                    place,
                    "'" + vdpa + "' together with isRdma: a device cannot be given as both",
                    "leave one of them out, or make them two pools"));
        }
        return new TraitKeys(
                acpiIndexes,
                anyOf(fields, at, "linkTypes", text -> word(text, LinkType.values()), "ether or infiniband"),
                anyOf(fields, at, "pKeys", PeerSelectors::pKey, "a partition key such as 0x8001"),
                rdma,
                vdpa(fields, at, vdpa),
                reads("needVhostNet") && fields.flag("needVhostNet"),
                anyOf(fields, at, "ddpProfiles", DdpProfile::parse, "the name of a DDP package"));
    }

    private AnyOf<VdpaType> vdpa(GoFields fields, Tree at, String text) {
        if (text.isEmpty()) {
            return AnyOf.anything();
        }
        Optional<VdpaType> vdpa = word(text, VdpaType.values());
        if (vdpa.isEmpty()) {
            report.warning(
                    fields.at("vdpaType"),
                    fields.get("vdpaType").orElse(at),
                    "'" + text + "' matches nothing",
                    NearMiss.hint(text, List.of("vhost", "virtio")));
        }
        return AnyOf.of(vdpa.stream().toList());
    }

    /** In a pool of sub-functions it is decoded, and never looked at. */
    private AnyOf<AcpiIndex> acpiIndexes(GoFields fields, Tree at) throws GoFields.WrongType {
        if (type == DeviceType.AUX_NET_DEVICE) {
            fields.strings("acpiIndexes");
        }
        return anyOf(fields, at, "acpiIndexes", PeerSelectors::acpiIndex, "a decimal number such as 101");
    }

    private void auxTypes(GoFields fields, Tree at) throws GoFields.WrongType {
        List<String> types = fields.strings("auxTypes");
        Tree place = fields.get("auxTypes").orElse(at);
        if (types.isEmpty()) {
            rejections.add(() -> report.error(
                    fields.at("auxTypes"), place, "is not there, and an auxNetDevice pool needs it", "write [\"sf\"]"));
        }
        for (String text : types) {
            if (!text.equals("sf")) {
                rejections.add(() -> report.error(
                        fields.at("auxTypes"),
                        place,
                        "'" + text + "' is no type of sub-function that can be offered",
                        NearMiss.hint(text, List.of("sf"))));
            }
        }
    }

    private void notRead(GoFields fields, Tree at, String key) {
        report.warning(
                fields.at(key),
                fields.get(key).orElse(at),
                "'" + key + "' is not looked at in a pool of type " + type,
                "leave it out; keys that count here: " + String.join(", ", PeerKeys.of(type)));
    }

    private boolean reads(String key) {
        return PeerKeys.of(type).contains(key);
    }

    private <T> AnyOf<T> anyOf(GoFields fields, Tree at, String key, Function<String, Optional<T>> parse, String what)
            throws GoFields.WrongType {
        List<String> texts = reads(key) ? fields.strings(key) : List.of();
        if (texts.isEmpty()) {
            return AnyOf.anything();
        }
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            Optional<T> value = parse.apply(text);
            value.ifPresent(values::add);
            if (value.isEmpty()) {
                report.warning(
                        fields.at(key), fields.get(key).orElse(at), "'" + text + "' matches nothing", "write " + what);
            }
        }
        return AnyOf.of(values);
    }

    private Optional<List<PfRange>> ranges(GoFields fields, Tree at, String key) throws GoFields.WrongType {
        List<String> texts = reads(key) ? fields.strings(key) : List.of();
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        List<PfRange> ranges = new ArrayList<>();
        for (String text : texts) {
            RangeSyntax read = RangeSyntax.parse(text);
            ranges.add(read.range());
            read.flaws()
                    .forEach(flaw -> report.warning(
                            fields.at(key),
                            fields.get(key).orElse(at),
                            "'" + text + "': " + flaw,
                            "write ranges as in ens1f0#0-3,5"));
        }
        return Optional.of(ranges);
    }

    private static Optional<HexId> hexId(String text) {
        return HexId.parse(text).filter(id -> id.toString().equals(text));
    }

    private static Optional<PciAddress> pciAddress(String text) {
        return PciAddress.parse(text).filter(a -> a.toString().equals(text));
    }

    private static Optional<AcpiIndex> acpiIndex(String text) {
        return AcpiIndex.parse(text).filter(i -> i.toString().equals(text));
    }

    private static Optional<PKey> pKey(String text) {
        return PKey.parse(text).filter(k -> k.toString().equals(text));
    }

    private static <T> Optional<T> word(String text, T[] words) {
        return Arrays.stream(words).filter(w -> w.toString().equals(text)).findFirst();
    }
}
