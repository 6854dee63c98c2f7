package io.keelson.config.parse;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.Allow;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.LinkCare;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.config.model.VlanRange;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code pools}. */
final class NativePool {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private static final String[] KEYS = {
        "resource",
        "select",
        "driver",
        "allocation",
        "release",
        "gate",
        "link",
        "allow",
        "attach",
        "excludeTopology",
        "deviceType",
        "additionalInfo"
    };

    private NativePool() {}

    /** The pool, or empty when it has no good name to go by. */
    static Optional<Pool> read(At at) {
        Map<String, At> fields = at.fields(KEYS);
        DeviceType type = word(fields, "deviceType", DeviceType.NET_DEVICE, DeviceType.values());
        List<Selector> selectors = NativeSelector.ofPool(at, fields, type);
        DriverChoice driver = word(fields, "driver", DriverChoice.AS_FOUND, DriverChoice.values());
        Allocation allocation = word(fields, "allocation", Allocation.SPREAD, Allocation.values());
        Release release = word(fields, "release", Release.BASELINE, Release.values());
        LinkCare link = word(fields, "link", LinkCare.FOLLOW, LinkCare.values());
        Gate gate = word(fields, "gate", Gate.STRICT, Gate.values());
        Allow allow =
                Optional.ofNullable(fields.get("allow")).map(NativePool::allow).orElse(Allow.ANYTHING);
        var attach = Optional.ofNullable(fields.get("attach")).map(NativeAttach::read);
        boolean excludeTopology = Optional.ofNullable(fields.get("excludeTopology"))
                .flatMap(At::flag)
                .orElse(false);
        var info = Optional.ofNullable(fields.get("additionalInfo")).map(NativeInfo::read);
        return resource(at, fields)
                .map(name -> new Pool(
                        at.path(),
                        name,
                        selectors,
                        driver,
                        allocation,
                        release,
                        gate,
                        allow,
                        attach,
                        excludeTopology,
                        type,
                        info,
                        link));
    }

    private static <T> T word(Map<String, At> fields, String key, T otherwise, T[] words) {
        At at = fields.get(key);
        return at == null ? otherwise : at.word(words).orElse(otherwise);
    }

    private static Optional<ResourceName> resource(At pool, Map<String, At> fields) {
        At at = fields.get("resource");
        if (at == null) {
            if (pool.tree() instanceof Tree.Mapping) {
                pool.bad("has no resource", "name it, for example resource: " + ResourceName.NATIVE_PREFIX + "/fast");
            }
            return Optional.empty();
        }
        Optional<String> text = at.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int slash = text.get().indexOf('/');
        String prefix = slash < 0 ? ResourceName.NATIVE_PREFIX : text.get().substring(0, slash);
        String name = text.get().substring(slash + 1);
        ResourceName.flaw(prefix, name)
                .ifPresent(flaw -> at.bad(
                        "'" + text.get() + "' is no name of an extended resource: " + flaw,
                        "kubelet would refuse it; write prefix/name as in " + ResourceName.NATIVE_PREFIX + "/fast"));
        return ResourceName.of(prefix, name);
    }

    private static Allow allow(At at) {
        Map<String, At> fields = at.fields("vlans", "trust", "spoofchkOff", "namespaces");
        Optional<List<VlanRange>> vlans = Optional.ofNullable(fields.get("vlans"))
                .map(list -> list.items().stream()
                        .map(i -> i.value(VlanRange::parse, "a VLAN id (0 to 4094) or a range such as 100-199"))
                        .flatMap(Optional::stream)
                        .toList());
        Optional<Set<String>> namespaces = Optional.ofNullable(fields.get("namespaces"))
                .map(list -> new HashSet<>(list.someItems().stream()
                        .map(i -> i.value(NativePool::namespace, "the name of a Kubernetes namespace"))
                        .flatMap(Optional::stream)
                        .toList()));
        return new Allow(vlans, flag(fields.get("trust")), flag(fields.get("spoofchkOff")), namespaces);
    }

    private static boolean flag(@Nullable At at) {
        return at != null && at.flag().orElse(false);
    }

    private static Optional<String> namespace(String text) {
        return NAMESPACE.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
