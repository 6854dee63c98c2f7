package io.keelson.config.parse;

import io.keelson.config.model.AdditionalInfo;
import io.keelson.vf.model.PciAddress;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code additionalInfo}: texts by key, by PCI address or {@code *}. */
final class NativeInfo {
    private NativeInfo() {}

    static AdditionalInfo read(At at) {
        SortedMap<String, SortedMap<String, String>> devices = new TreeMap<>();
        if (!(at.tree() instanceof Tree.Mapping mapping)) {
            at.bad("has to be a mapping, is " + at.tree().kind(), "for example {\"*\": {site: north}}");
            return new AdditionalInfo(devices);
        }
        for (Tree.Entry entry : mapping.entries()) {
            At device = new At(entry.value(), at.path() + "." + entry.key(), at.report());
            Optional<String> key = device(entry.key());
            if (key.isEmpty()) {
                device.bad(
                        "'" + entry.key() + "' is the address of no device",
                        "write \"*\" for all, or a PCI address in full");
            } else if (devices.putIfAbsent(key.get(), values(device)) != null) {
                at.report().repeatedKey(device.path(), entry);
            }
        }
        return new AdditionalInfo(devices);
    }

    private static SortedMap<String, String> values(At at) {
        SortedMap<String, String> values = new TreeMap<>();
        if (!(at.tree() instanceof Tree.Mapping mapping)) {
            at.bad("has to be a mapping, is " + at.tree().kind(), "for example {site: north}");
            return values;
        }
        for (Tree.Entry entry : mapping.entries()) {
            At value = new At(entry.value(), at.path() + "." + entry.key(), at.report());
            Optional<String> text = value.text();
            if (text.isPresent() && values.putIfAbsent(entry.key(), text.get()) != null) {
                at.report().repeatedKey(value.path(), entry);
            }
        }
        return values;
    }

    private static Optional<String> device(String key) {
        return key.equals(AdditionalInfo.ALL)
                ? Optional.of(key)
                : PciAddress.parse(key).map(PciAddress::toString);
    }
}
