package io.keelson.plugin.attach;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Hands out addresses by network, container and interface, as host-local does, and remembers who has which. */
final class FakeIpam implements Ipam {
    /** What was asked for under its network's name. */
    record Key(String network, String container, String ifName) {}

    final Map<Key, IfAddress> leased = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    private final List<String> failing = new ArrayList<>();
    private int next = 2;
    private String subnet = "10.56.0.%d/24";

    /** From now on this fails: {@code add net2}, {@code del net1}, {@code check net1}. */
    void fail(String call) {
        failing.add(call);
    }

    /** From now on its addresses are of version 6. */
    void giveV6() {
        subnet = "fd00::%d/64";
    }

    void work() {
        failing.clear();
    }

    /** A call of a network definition. */
    static IpamCall call(String network) {
        return new IpamCall("host-local", "{\"name\":\"" + network + "\"}", "", "/opt/cni/bin");
    }

    @Override
    public IpamCall call(String ipamJson, Network network) {
        return call(network.name());
    }

    @Override
    public Lease add(IpamCall call, Target target, Deadline until) throws HostException {
        told("add", target);
        IfAddress address = leased.computeIfAbsent(
                key(call, target),
                k -> IfAddress.parse(String.format(Locale.ROOT, subnet, next++)).orElseThrow());
        return new Lease(List.of(new Lease.Address(address, Optional.empty())), List.of(), Lease.Dns.NONE);
    }

    @Override
    public void del(IpamCall call, Target target, Deadline until) throws HostException {
        told("del", target);
        leased.remove(key(call, target));
    }

    @Override
    public void check(IpamCall call, Target target, Deadline until) throws HostException {
        told("check", target);
        if (!leased.containsKey(key(call, target))) {
            throw failed("check", target);
        }
    }

    private void told(String verb, Target target) throws HostException {
        calls.add(verb + " " + target.container() + " " + target.ifName()
                + (target.netns().isEmpty() ? " gone" : ""));
        if (failing.contains(verb + " " + target.ifName())) {
            throw failed(verb, target);
        }
    }

    private static Key key(IpamCall call, Target target) {
        return new Key(call.config(), target.container().text(), target.ifName().text());
    }

    private static HostException failed(String verb, Target target) {
        return new HostException(
                Problem.of(Code.IPAM_FAILED, new Subject(target.ifName().text()), verb + " failed", "see the plugin"));
    }
}
