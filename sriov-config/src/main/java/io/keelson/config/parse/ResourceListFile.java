package io.keelson.config.parse;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.Allow;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.config.model.Source;
import io.keelson.config.validate.IntentCheck;
import io.keelson.config.validate.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The device plugin's own file, {@code {"resourceList": [...]}}, in the meaning it has there: unknown keys are ignored, the
 * first match owns, an empty range matches nothing. What would be an error in our format is a warning here. What we cannot
 * do yet is said, never passed over; {@code docs/configuration.md} has the table.
 */
public final class ResourceListFile {
    /** The hint where we know what is meant and cannot do it. */
    static final String LATER =
            "see the table in docs/configuration.md; until then keep these devices with the device plugin";

    private static final List<String> KEYS = List.of(
            "resourceName",
            "resourcePrefix",
            "deviceType",
            "excludeTopology",
            "selectors",
            "additionalInfo",
            "SelectorObjs");
    private static final List<String> LATER_TYPES = List.of("accelerator", "auxNetDevice");

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
        if (list.isEmpty()) {
            report.error("resourceList", root, "is not there", "{\"resourceList\": [...]}");
            return List.of();
        }
        if (list.get() instanceof Tree.Sequence sequence) {
            return sequence.items();
        }
        report.error(
                "resourceList", list.get(), "has to be a list, is " + list.get().kind(), "");
        return List.of();
    }

    private Optional<Pool> pool(Tree.Mapping mapping, String where) {
        GoFields fields = GoFields.of(mapping, where, report, KEYS);
        try {
            Optional<ResourceName> name = name(fields, mapping);
            boolean excludeTopology = fields.flag("excludeTopology");
            if (!isNetDevice(fields, mapping)) {
                return Optional.empty();
            }
            fields.get("additionalInfo")
                    .ifPresent(tree -> report.warning(
                            fields.at("additionalInfo"), tree, "is not passed on to containers yet", LATER));
            Optional<List<Selector>> selectors = PeerSelectors.read(fields, mapping, report);
            return name.isEmpty() || selectors.isEmpty()
                    ? Optional.empty()
                    : Optional.of(asPool(where, name.get(), selectors.get(), excludeTopology));
        } catch (GoFields.WrongType e) {
            e.error(report);
            return Optional.empty();
        }
    }

    private static Pool asPool(String where, ResourceName name, List<Selector> selectors, boolean excludeTopology) {
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
                excludeTopology);
    }

    private Optional<ResourceName> name(GoFields fields, Tree at) throws GoFields.WrongType {
        String name = fields.string("resourceName");
        String own = fields.string("resourcePrefix");
        String whole = own.isEmpty() ? prefix : own;
        Optional<String> flaw = name.isEmpty() ? Optional.of("there is none") : ResourceName.flaw(whole, name);
        flaw.ifPresent(f -> report.error(
                fields.at("resourceName"),
                at,
                "'" + whole + "/" + name + "' is no name of an extended resource: " + f,
                "kubelet would refuse it"));
        return flaw.isEmpty() ? ResourceName.of(whole, name) : Optional.empty();
    }

    private boolean isNetDevice(GoFields fields, Tree at) throws GoFields.WrongType {
        String type = fields.string("deviceType");
        if (type.isEmpty() || type.equals("netDevice")) {
            return true;
        }
        Tree place = fields.get("deviceType").orElse(at);
        if (LATER_TYPES.contains(type)) {
            report.warning(
                    fields.at("deviceType"), place, "'" + type + "' is not supported yet; the pool is left out", LATER);
        } else {
            report.error(
                    fields.at("deviceType"),
                    place,
                    "'" + type + "' is none of netDevice, accelerator, auxNetDevice",
                    NearMiss.hint(type, List.of("netDevice", "accelerator", "auxNetDevice")));
        }
        return false;
    }
}
