package io.keelson.config.parse;

import io.keelson.config.model.AdditionalInfo;
import io.keelson.vf.model.PciAddress;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code additionalInfo} of a {@code resourceList} entry: texts by key, by PCI address or {@code *}. */
final class PeerInfo {
    private static final String KEY = "additionalInfo";

    private PeerInfo() {}

    /** What the entry has; several are joined, as the decoder fills one map with all of them. */
    static Optional<AdditionalInfo> read(GoFields pool, Report report) throws GoFields.WrongType {
        SortedMap<String, SortedMap<String, String>> devices = new TreeMap<>();
        boolean there = false;
        for (Tree tree : pool.all(KEY)) {
            if (GoFields.isNull(tree)) {
                devices.clear();
                there = false;
            } else if (tree instanceof Tree.Mapping mapping) {
                add(mapping, pool.at(KEY), devices, report);
                there = true;
            } else {
                throw new GoFields.WrongType(pool.at(KEY), tree, "an object");
            }
        }
        return there ? Optional.of(new AdditionalInfo(devices)) : Optional.empty();
    }

    private static void add(
            Tree.Mapping mapping, String path, SortedMap<String, SortedMap<String, String>> devices, Report report)
            throws GoFields.WrongType {
        for (Tree.Entry entry : mapping.entries()) {
            String at = path + "." + entry.key();
            if (!meansADevice(entry.key())) {
                report.warning(
                        at,
                        entry.value(),
                        "'" + entry.key() + "' is the address of no device, so nothing is told",
                        "write '*' for all, or a PCI address in full and in lower case (a sub-function's parent)");
            }
            devices.put(entry.key(), values(entry.value(), at));
        }
    }

    private static SortedMap<String, String> values(Tree tree, String path) throws GoFields.WrongType {
        SortedMap<String, String> values = new TreeMap<>();
        if (GoFields.isNull(tree)) {
            return values;
        }
        if (!(tree instanceof Tree.Mapping mapping)) {
            throw new GoFields.WrongType(path, tree, "an object of strings");
        }
        for (Tree.Entry entry : mapping.entries()) {
            values.put(entry.key(), GoFields.string(entry.value(), path + "." + entry.key()));
        }
        return values;
    }

    private static boolean meansADevice(String key) {
        return key.equals(AdditionalInfo.ALL)
                || PciAddress.parse(key).filter(a -> a.toString().equals(key)).isPresent();
    }
}
