package io.keelson.config.parse;

import io.keelson.config.model.AdditionalInfo;
import io.keelson.config.model.Allocation;
import io.keelson.config.model.Allow;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.Intent;
import io.keelson.config.model.LinkCare;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.config.model.Source;
import io.keelson.config.validate.IntentCheck;
import io.keelson.config.validate.NearMiss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device plugin's own file, {@code {"resourceList": [...]}}, in the meaning it has there: unknown keys are ignored, the
 * first match owns, an empty range matches nothing. What would be an error in our format is a warning here. What we cannot
 * do yet is said, never passed over; {@code docs/compatibility.md} has the table.
 */
public final class ResourceListFile {
    private static final List<String> KEYS = List.of(
            "resourceName",
            "resourcePrefix",
            "deviceType",
            "excludeTopology",
            "selectors",
            "additionalInfo",
            "SelectorObjs");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+");

    private final Report report;
    private final String prefix;

    private ResourceListFile(Report report, String prefix) {
        this.report = report;
        this.prefix = prefix;
    }

    /** As {@link #parse(String, String, String)} with the prefix the device plugin has by default. */
    public static Parsed parse(String file, String text) {
        return parse(file, text, ResourceName.RESOURCE_LIST_PREFIX);
    }

    /**
     * The Intent a text spells, or all that is wrong with it.
     *
     * @param file its name in messages
     * @param prefix for pools that have no {@code resourcePrefix} of their own
     */
    public static Parsed parse(String file, String text, String prefix) {
        Tree tree;
        try {
            tree = TreeReader.json(file, text);
        } catch (TreeReader.Malformed e) {
            return Parsed.failed(e.problem());
        }
        Report report = new Report(file, false);
        Intent intent = new ResourceListFile(report, prefix).intent(tree);
        IntentCheck.check(intent, report.findings());
        return Parsed.of(intent, report.findings().errors(), report.findings().warnings());
    }

    private Intent intent(Tree tree) {
        List<Pool> pools = new ArrayList<>();
        List<Tree> items = items(tree);
        for (int i = 0; i < items.size(); i++) {
            String where = "resourceList[" + i + "]";
            if (items.get(i) instanceof Tree.Mapping mapping) {
                pool(mapping, where).ifPresent(pools::add);
            } else {
                report.error(
                        where,
                        items.get(i),
                        "has to be an object, is " + items.get(i).kind(),
                        "");
            }
        }
        return new Intent(List.of(), pools, new Source(Source.Format.RESOURCE_LIST, report.file()));
    }

    private List<Tree> items(Tree root) {
        if (!(root instanceof Tree.Mapping mapping)) {
            report.error("", root, "has to be an object, is " + root.kind(), "{\"resourceList\": [...]}");
            return List.of();
        }
        GoFields fields = GoFields.of(mapping, "", report, List.of("resourceList"));
        Optional<Tree> list = fields.get("resourceList");
        if (!fields.has("resourceList")) {
            report.error("resourceList", root, "is not there", "{\"resourceList\": [...]}");
            return List.of();
        }
        if (list.isEmpty()
                || (list.get() instanceof Tree.Sequence none && none.items().isEmpty())) {
            report.warning("resourceList", root, "has no pools, so nothing is offered", "name the devices to offer");
            return List.of();
        }
        if (list.get() instanceof Tree.Sequence sequence) {
            return sequence.items();
        }
        report.error(
                "resourceList", list.get(), "has to be a list, is " + list.get().kind(), "");
        return List.of();
    }

    /**
     * In the order of the device plugin: first what its decoder takes at all, then the selectors, which may leave the pool
     * out, then what it looks at in the pools that remain.
     */
    private Optional<Pool> pool(Tree.Mapping mapping, String where) {
        GoFields fields = GoFields.of(mapping, where, report, KEYS);
        try {
            String name = fields.string("resourceName");
            String own = fields.string("resourcePrefix");
            boolean excludeTopology = fields.flag("excludeTopology");
            Optional<AdditionalInfo> info = PeerInfo.read(fields, report);
            Optional<DeviceType> type = deviceType(fields, mapping);
            Optional<List<Selector>> selectors = type.flatMap(t -> PeerSelectors.read(fields, mapping, t, report));
            if (type.isEmpty() || selectors.isEmpty()) {
                return Optional.empty();
            }
            return name(fields, mapping, own.isEmpty() ? prefix : own, name)
                    .map(good -> asPool(where, good, selectors.get(), excludeTopology, type.get(), info));
        } catch (GoFields.WrongType e) {
            e.error(report);
            return Optional.empty();
        }
    }

    private static Pool asPool(
            String where,
            ResourceName name,
            List<Selector> selectors,
            boolean excludeTopology,
            DeviceType type,
            Optional<AdditionalInfo> info) {
        return new Pool(
                where,
                name,
                selectors,
                DriverChoice.AS_FOUND,
                Allocation.SPREAD,
                Release.BASELINE,
                Gate.STRICT,
                Allow.ANYTHING,
                Optional.empty(),
                excludeTopology,
                type,
                info,
                LinkCare.IGNORE);
    }

    /** A name that the device plugin takes and kubelet does not never was a resource of the node. */
    private Optional<ResourceName> name(GoFields fields, Tree at, String whole, String name) {
        Tree place = fields.get("resourceName").orElse(at);
        if (!NAME.matcher(name).matches()) {
            report.error(
                    fields.at("resourceName"),
                    place,
                    "'" + whole + "/" + name + "' is no name: "
                            + (name.isEmpty()
                                    ? "there is none"
                                    : "only letters, digits, '-' and '_' may follow the '/'"),
                    "write for example \"resourceName\": \"sriov_net\"");
            return Optional.empty();
        }
        ResourceName.flaw(whole, name)
                .ifPresent(flaw -> report.warning(
                        fields.at("resourceName"),
                        place,
                        "'" + whole + "/" + name + "' is no name of an extended resource: " + flaw
                                + "; the pool is left out",
                        "kubelet would refuse it: rename it"));
        return ResourceName.of(whole, name);
    }

    private Optional<DeviceType> deviceType(GoFields fields, Tree at) throws GoFields.WrongType {
        String text = fields.string("deviceType");
        Optional<DeviceType> type = text.isEmpty()
                ? Optional.of(DeviceType.NET_DEVICE)
                : Arrays.stream(DeviceType.values())
                        .filter(t -> t.toString().equals(text))
                        .findFirst();
        Tree place = fields.get("deviceType").orElse(at);
        if (type.isEmpty()) {
            List<String> known =
                    Arrays.stream(DeviceType.values()).map(DeviceType::toString).toList();
            report.error(
                    fields.at("deviceType"),
                    place,
                    "'" + text + "' is none of " + String.join(", ", known),
                    NearMiss.hint(text, known));
        }
        return type;
    }
}
