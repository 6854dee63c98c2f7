package io.keelson.config.parse;

import io.keelson.config.model.AnyOf;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Selector;
import io.keelson.config.model.TraitKeys;
import io.keelson.vf.model.AcpiIndex;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PKey;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VdpaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code select}: one mapping, or a list of them. */
final class NativeSelector {
    private static final List<String> NIC =
            List.of("vendors", "devices", "drivers", "pfNames", "rootDevices", "pciAddresses");
    private static final List<String> NET_DEVICE = Stream.concat(
                    NIC.stream(),
                    Stream.of("acpiIndexes", "linkTypes", "pKeys", "ddpProfiles", "isRdma", "needVhostNet", "vdpaType"))
            .toList();
    private static final List<String> ACCELERATOR = List.of("vendors", "devices", "drivers", "pciAddresses");
    private static final List<String> AUX_NET_DEVICE =
            List.of("vendors", "devices", "drivers", "pfNames", "rootDevices", "linkTypes", "isRdma", "needVhostNet");

    private NativeSelector() {}

    /** The selectors of an entry of {@code nics}. */
    static List<Selector> ofNic(At entry, Map<String, At> fields) {
        return list(entry, fields, NIC);
    }

    /** The selectors of an entry of {@code pools} that has this type of device. */
    static List<Selector> ofPool(At entry, Map<String, At> fields, DeviceType type) {
        return switch (type) {
            case NET_DEVICE -> list(entry, fields, NET_DEVICE);
            case ACCELERATOR -> list(entry, fields, ACCELERATOR);
            case AUX_NET_DEVICE -> list(entry, fields, AUX_NET_DEVICE);
        };
    }

    private static List<Selector> list(At entry, Map<String, At> fields, List<String> keys) {
        At select = fields.get("select");
        if (select == null) {
            if (entry.tree() instanceof Tree.Mapping) {
                entry.bad("has no select", "say which devices, for example select: {pfNames: [ens1f0]}");
            }
            return List.of();
        }
        return select.oneOrMore().stream().map(at -> selector(at, keys)).toList();
    }

    private static Selector selector(At at, List<String> keys) {
        Map<String, At> fields = at.fields(keys.toArray(String[]::new));
        if (at.tree() instanceof Tree.Mapping mapping
                && mapping.entries().stream().allMatch(e -> e.key().equals("needVhostNet"))) {
            at.bad("selects every device of the host", "give at least one key, such as pfNames");
        }
        return new Selector(
                at.path(),
                anyOf(fields.get("vendors"), NativeSelector::hexId),
                anyOf(fields.get("devices"), NativeSelector::hexId),
                anyOf(fields.get("drivers"), i -> i.value(DriverName::parse, "the name of a driver")),
                ranges(
                        fields.get("pfNames"),
                        name -> IfName.parse(name).isPresent(),
                        "the name of an interface (1 to 15 characters, no '/', ':' or spaces)"),
                ranges(
                        fields.get("rootDevices"),
                        name -> PciAddress.parse(name).isPresent(),
                        "a PCI address in full, such as 0000:01:00.0"),
                anyOf(
                        fields.get("pciAddresses"),
                        i -> i.value(PciAddress::parse, "a PCI address in full, such as 0000:01:10.0")),
                traits(fields));
    }

    private static TraitKeys traits(Map<String, At> fields) {
        At vdpa = fields.get("vdpaType");
        boolean rdma = flag(fields.get("isRdma"));
        if (rdma && vdpa != null) {
            vdpa.bad(
                    "together with isRdma: a device cannot be given as both",
                    "leave one of them out, or make them two pools");
        }
        return new TraitKeys(
                anyOf(
                        fields.get("acpiIndexes"),
                        i -> i.value(AcpiIndex::parse, "an ACPI index (a decimal number, see acpi_index in sysfs)")),
                anyOf(fields.get("linkTypes"), i -> i.word(LinkType.values())),
                anyOf(fields.get("pKeys"), i -> i.value(PKey::parse, "a partition key such as 0x8001")),
                rdma,
                vdpa == null
                        ? AnyOf.anything()
                        : AnyOf.of(vdpa.word(VdpaType.values()).stream().toList()),
                flag(fields.get("needVhostNet")),
                anyOf(fields.get("ddpProfiles"), i -> i.value(DdpProfile::parse, "the name of a DDP package")));
    }

    private static boolean flag(@Nullable At at) {
        return at != null && at.flag().orElse(false);
    }

    private static <T> AnyOf<T> anyOf(@Nullable At at, Function<At, Optional<T>> read) {
        if (at == null) {
            return AnyOf.anything();
        }
        return AnyOf.of(
                at.someItems().stream().map(read).flatMap(Optional::stream).toList());
    }

    /** Ids keep a leading 0, and hex digits may look like any other kind of number. */
    private static Optional<HexId> hexId(At at) {
        Optional<String> text = at.text();
        Optional<HexId> id = text.flatMap(t -> HexId.parse(t.toLowerCase(Locale.ROOT)));
        if (text.isPresent() && !text.equals(id.map(HexId::toString))) {
            at.bad(
                    "'" + text.get() + "' is not four hex digits in lower case",
                    id.map(i -> "write '" + i + "'").orElse("as lspci -nn shows them, for example 8086"));
            return Optional.empty();
        }
        return id;
    }

    private static Optional<List<PfRange>> ranges(@Nullable At at, Predicate<String> isName, String what) {
        if (at == null) {
            return Optional.empty();
        }
        List<PfRange> ranges = new ArrayList<>();
        for (At item : at.someItems()) {
            item.text().ifPresent(text -> {
                RangeSyntax read = RangeSyntax.parse(text);
                read.flaws().forEach(f -> item.bad("'" + text + "': " + f, "write ranges as in ens1f0#0-3,5"));
                if (isName.test(read.range().pf())) {
                    ranges.add(read.range());
                } else {
                    item.bad("'" + text + "' is not " + what, "");
                }
            });
        }
        return Optional.of(ranges);
    }
}
