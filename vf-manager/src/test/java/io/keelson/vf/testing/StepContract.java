package io.keelson.vf.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.AddAddress;
import io.keelson.vf.step.AddRoute;
import io.keelson.vf.step.Check;
import io.keelson.vf.step.DropAltNames;
import io.keelson.vf.step.EnableIpv6;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.MoveToNetns;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.RenameLink;
import io.keelson.vf.step.SetAutoprobe;
import io.keelson.vf.step.SetDriverOverride;
import io.keelson.vf.step.SetLinkAddress;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetNumVfs;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.UnbindDriver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes every permitted step through check, apply, check and inverse. The same cases run against the fake host in the unit
 * tier and against the real kernel in the guest, so that neither can drift from the other.
 */
public final class StepContract {
    private final ContractHost where;
    private final Set<Class<?>> seen = new HashSet<>();

    public StepContract(ContractHost where) {
        this.where = where;
    }

    /** One thing the kernel does. */
    @FunctionalInterface
    public interface Case {
        /** Throws an AssertionError where the kernel does not do it. */
        void run() throws Exception;
    }

    /** The cases by name, in an order that ends with the proof that every step was seen. */
    public Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("PF: link up, autoprobe, VF count", this::pfSteps);
        cases.put("VF: override, unbind, probe", this::driverSteps);
        cases.put("VF: attributes", this::attributeStep);
        cases.put("netdev on the host: mtu, name, up", this::hostNetdevSteps);
        cases.put("netdev in a pod: move, IPv6, address, up, own address, route", this::podSteps);
        cases.putAll(new KernelContract(where, this::freshVf).cases());
        cases.put("every permitted step was seen", this::everyStepSeen);
        return cases;
    }

    private void pfSteps() throws HostException {
        empty();
        PciAddress pf = where.pf();
        there(new SetLinkUp(LinkRef.onHost(pf), false));
        thereAndBack(new SetLinkUp(LinkRef.onHost(pf), true));
        there(new SetLinkUp(LinkRef.onHost(pf), true));
        there(new SetAutoprobe(pf, true));
        thereAndBack(new SetAutoprobe(pf, false));
        thereAndBack(new SetNumVfs(pf, 3));
        there(new SetNumVfs(pf, 2));
        assertThat(new SetNumVfs(pf, 4).check(host())).isInstanceOf(Check.Refused.class);
        assertThat(new SetNumVfs(pf, 8).check(host())).isInstanceOf(Check.Refused.class);
        thereAndBack(new SetNumVfs(pf, 0));
        there(new SetNumVfs(pf, 0));
    }

    private void driverSteps() throws HostException {
        PciAddress vf = freshVf();
        thereAndBack(new UnbindDriver(vf));
        there(new UnbindDriver(vf));
        thereAndBack(new SetDriverOverride(vf, Optional.of(DriverName.VFIO_PCI)));
        there(new SetDriverOverride(vf, Optional.of(DriverName.VFIO_PCI)));
        thereAndBack(new ProbeDriver(vf, Optional.of(DriverName.VFIO_PCI)));
        there(new ProbeDriver(vf, Optional.of(DriverName.VFIO_PCI)));
        assertThat(new ProbeDriver(vf, Optional.of(FakeHost.IGBVF)).check(host()))
                .isInstanceOf(Check.Refused.class);
        there(new UnbindDriver(vf));
        there(new SetDriverOverride(vf, Optional.empty()));
        there(new ProbeDriver(vf, Optional.empty()));
        assertThat(host().links().find(LinkRef.onHost(vf))).isPresent();
    }

    private void attributeStep() throws HostException {
        freshVf();
        thereAndBack(attributes("02:00:00:00:00:10", 100, false));
        there(attributes("02:00:00:00:00:11", 200, true));
        there(attributes("02:00:00:00:00:12", 0, false));
    }

    private SetVfAttributes attributes(String mac, int vlan, boolean trust) {
        VfSettings settings = VfSettings.NONE
                .withMac(MacAddress.of(mac))
                .withVlan(KernelContract.vlan(vlan))
                .withTrust(trust)
                .withSpoofchk(!trust);
        return new SetVfAttributes(where.pf(), new VfIndex(0), settings, true);
    }

    private void hostNetdevSteps() throws HostException {
        PciAddress vf = freshVf();
        LinkRef link = LinkRef.onHost(vf);
        there(new SetLinkUp(link, false));
        thereAndBack(new SetMtu(link, new Mtu(1400)));
        thereAndBack(new RenameLink(link, new IfName("keel0")));
    }

    private void podSteps() throws HostException {
        PciAddress vf = freshVf();
        Netns pod = where.newNamespace();
        LinkRef inPod = new LinkRef(pod, vf);
        Step move = new MoveToNetns(vf, Netns.HOST, pod, new IfName("net1"));
        thereAndBack(move);
        there(move);
        there(new DropAltNames(inPod));
        where.giveAltName(inPod, new IfName("net1"), new AltName("a-tenant-s-name-of-more-than-15-bytes"));
        where.giveAltName(inPod, new IfName("net1"), new AltName("net1b"));
        assertThat(new DropAltNames(inPod).check(host())).isEqualTo(Check.READY);
        there(new DropAltNames(inPod));
        there(new EnableIpv6(inPod));
        there(new AddAddress(inPod, IfAddress.parse("10.77.0.2/24").orElseThrow()));
        there(new AddAddress(inPod, IfAddress.parse("fd77::2/64").orElseThrow()));
        there(new SetVfAttributes(where.pf(), new VfIndex(0), VfSettings.NONE.withTrust(true), true));
        thereAndBack(new SetLinkUp(inPod, true));
        there(new SetLinkUp(inPod, true));
        there(new SetLinkAddress(inPod, MacAddress.of("02:00:00:00:00:77")));
        IfAddress net = IfAddress.parse("10.78.0.0/24").orElseThrow();
        there(new AddRoute(inPod, new Route(net, IfAddress.literal("10.77.0.1"))));
        IfAddress direct = IfAddress.parse("10.79.0.0/24").orElseThrow();
        there(new AddRoute(inPod, new Route(direct, Optional.empty())));
        where.killNamespace(pod);
    }

    private void everyStepSeen() {
        List<Class<?>> missing = new ArrayList<>(List.of(Step.class.getPermittedSubclasses()));
        missing.removeAll(seen);
        assertThat(missing).as("steps no case takes").isEmpty();
    }

    /** One VF, bound to its kernel driver, on the host, under a PF that is up. */
    private PciAddress freshVf() throws HostException {
        empty();
        there(new SetLinkUp(LinkRef.onHost(where.pf()), true));
        there(new SetAutoprobe(where.pf(), true));
        there(new SetNumVfs(where.pf(), 1));
        return where.snapshot().pf(where.pf()).orElseThrow().vfs().get(0).address();
    }

    private void empty() throws HostException {
        there(new SetNumVfs(where.pf(), 0));
    }

    /** Applies the step unless it is done; it is done afterwards, and asking again changes nothing. */
    private void there(Step step) throws HostException {
        seen.add(step.getClass());
        if (step.check(host()) instanceof Check.Ready) {
            step.apply(host());
        }
        assertThat(step.check(host())).as("check after %s", step).isEqualTo(Check.DONE);
    }

    /** Ready, applied, done, and its inverse makes it ready again. */
    private void thereAndBack(Step step) throws HostException {
        if (step.check(host()) instanceof Check.Done) {
            return;
        }
        Step inverse = step.inverse(host()).orElseThrow();
        there(step);
        assertThat(inverse.check(host())).as("inverse of %s", step).isEqualTo(Check.READY);
        inverse.apply(host());
        assertThat(inverse.check(host())).as("after the inverse of %s", step).isEqualTo(Check.DONE);
        assertThat(step.check(host())).as("after its inverse, %s", step).isEqualTo(Check.READY);
    }

    private Host host() {
        return where.host();
    }
}
