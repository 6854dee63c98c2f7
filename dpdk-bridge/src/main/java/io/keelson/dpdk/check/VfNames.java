package io.keelson.dpdk.check;

import io.keelson.vf.model.Vf;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** VFs in a message, the first sixteen by name. */
final class VfNames {
    private static final int NAMED = 16;

    private VfNames() {}

    static String of(List<Vf> vfs, Function<Vf, String> remark) {
        String names = vfs.stream()
                .limit(NAMED)
                .map(vf -> vf.address() + remark.apply(vf))
                .collect(Collectors.joining(", "));
        return vfs.size() <= NAMED ? names : names + " and " + (vfs.size() - NAMED) + " more";
    }
}
