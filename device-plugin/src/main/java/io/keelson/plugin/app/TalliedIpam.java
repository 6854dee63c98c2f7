package io.keelson.plugin.app;

import io.keelson.plugin.attach.Ipam;
import io.keelson.plugin.attach.Lease;
import io.keelson.plugin.attach.Network;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IpamCall;

/** IPAM, with the time it takes. */
record TalliedIpam(Ipam ipam, Tally tally) implements Ipam {
    @Override
    public IpamCall call(String ipamJson, Network network) throws HostException {
        return ipam.call(ipamJson, network);
    }

    @Override
    public Lease add(IpamCall call, Target target, Deadline until) throws HostException {
        long began = System.nanoTime();
        try {
            return ipam.add(call, target, until);
        } finally {
            tally.askedIpam(began);
        }
    }

    @Override
    public void del(IpamCall call, Target target, Deadline until) throws HostException {
        long began = System.nanoTime();
        try {
            ipam.del(call, target, until);
        } finally {
            tally.askedIpam(began);
        }
    }

    @Override
    public void check(IpamCall call, Target target, Deadline until) throws HostException {
        ipam.check(call, target, until);
    }
}
