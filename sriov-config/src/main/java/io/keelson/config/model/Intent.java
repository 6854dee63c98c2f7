package io.keelson.config.model;

import io.keelson.vf.model.Subject;
import java.util.List;

/**
 * What should be: how VFs come to be, and how they are offered.
 *
 * @param nics in the order of the file; the first that matches a PF holds
 * @param pools in the order of the file; the first that matches a device owns it
 */
public record Intent(List<Nic> nics, List<Pool> pools, Source source) {
    public Intent {
        nics = List.copyOf(nics);
        pools = List.copyOf(pools);
    }

    /** A place in the file this came from, such as {@code pools[1].driver}, for a problem. */
    public Subject at(String where) {
        return Subject.inFile(source.file(), where);
    }

    /** What of it a device plugin does: VFs are offered as they are, not made, attached or held back. */
    public Intent offers() {
        return new Intent(List.of(), pools.stream().map(Pool::offered).toList(), source);
    }

    /** Whether the format is the strict one, in which contradictions are errors. */
    public boolean isNative() {
        return source.format() == Source.Format.NATIVE;
    }
}
