package io.keelson.config.parse;

import io.keelson.config.model.AnyOf;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code selectors} of a {@code resourceList} entry: one object, or a list of them. Values are compared as exact text
 * there, so one that no device can spell matches nothing; that is kept, with a warning.
 */
final class PeerSelectors {
    private static final List<String> KEYS = List.of(
            "vendors",
            "devices",
            "drivers",
            "pciAddresses",
            "pfNames",
            "rootDevices",
            "linkTypes",
            "acpiIndexes",
            "ddpProfiles",
            "pKeys",
            "isRdma",
            "needVhostNet",
            "vdpaType",
            "auxTypes");

    private final Report report;

    private PeerSelectors(Report report) {
        this.report = report;
    }

    /** The selectors; empty when the pool is left out, which has then been reported. */
    static Optional<List<Selector>> read(GoFields pool, Tree.Mapping at, Report report) {
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
            return Optional.of(new PeerSelectors(report).selectors(tree.get(), path));
        } catch (GoFields.WrongType e) {
            e.leavesOut(report);
            return Optional.empty();
        }
    }

    private List<Selector> selectors(Tree tree, String path) throws GoFields.WrongType {
        List<Selector> selectors = new ArrayList<>();
        if (tree instanceof Tree.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                selectors.add(selector(list.items().get(i), path + "[" + i + "]"));
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
        GoFields fields = GoFields.of(mapping, path, report, KEYS);
        unsupported(fields, mapping);
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
                        "a PCI address in full and in lower case, such as 0000:01:10.0"));
    }

    private static Optional<HexId> hexId(String text) {
        return HexId.parse(text).filter(id -> id.toString().equals(text));
    }

    private static Optional<PciAddress> pciAddress(String text) {
        return PciAddress.parse(text).filter(a -> a.toString().equals(text));
    }

    private <T> AnyOf<T> anyOf(GoFields fields, Tree at, String key, Function<String, Optional<T>> parse, String what)
            throws GoFields.WrongType {
        List<String> texts = fields.strings(key);
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
        List<String> texts = fields.strings(key);
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

    /** What would narrow the choice or add to the container, and which we cannot do: never passed over. */
    private void unsupported(GoFields fields, Tree at) throws GoFields.WrongType {
        for (String key : List.of("acpiIndexes", "ddpProfiles", "pKeys", "auxTypes")) {
            if (!fields.strings(key).isEmpty()) {
                later(fields, at, key);
            }
        }
        for (String key : List.of("isRdma", "needVhostNet")) {
            if (fields.flag(key)) {
                later(fields, at, key);
            }
        }
        if (!fields.string("vdpaType").isEmpty()) {
            later(fields, at, "vdpaType");
        }
        List<String> linkTypes = fields.strings("linkTypes");
        if (linkTypes.contains("ether")) {
            report.warning(
                    fields.at("linkTypes"),
                    fields.get("linkTypes").orElse(at),
                    "is not looked at yet: every device is taken for Ethernet",
                    "nothing to do on a host without InfiniBand devices");
        } else if (!linkTypes.isEmpty()) {
            later(fields, at, "linkTypes");
        }
    }

    private void later(GoFields fields, Tree at, String key) {
        report.error(
                fields.at(key),
                fields.get(key).orElse(at),
                "'" + key + "' is not supported yet, and without it the pool would mean something else",
                ResourceListFile.LATER);
    }
}
