package io.keelson.config.model;

import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.Mtu;
import java.util.List;
import java.util.Optional;

/**
 * How the VFs of some PFs come to be.
 *
 * @param where its place in the file, {@code nics[0]}
 * @param selectors a PF that matches one of them is meant
 * @param vfs absent: the count is left as found
 * @param mtu for the PF and for the netdevs of its VFs; absent: left as found
 * @param eswitch absent: left as found
 */
public record Nic(
        String where,
        List<Selector> selectors,
        Optional<VfCount> vfs,
        Optional<Mtu> mtu,
        Optional<EswitchMode> eswitch) {
    public Nic {
        selectors = List.copyOf(selectors);
    }
}
