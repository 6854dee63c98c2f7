package io.keelson.vf;

import io.keelson.vf.attach.AttachPlanner;
import io.keelson.vf.attach.Attachment;
import io.keelson.vf.attach.Reservation;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Workbench;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An agent without fronts over a fake host: it can die at any write and be started again over what it left. */
final class Bench implements AutoCloseable {
    static final PciAddress PF = PciAddress.of("0000:01:00.0");
    static final PciAddress VF0 = PciAddress.of("0000:01:10.0");
    private static final IpamCall IPAM = new IpamCall("static", "{}", "", "/opt/cni/bin");

    final Workbench bench;
    final FakeHost host;
    final HostWriter writer;
    final Recovery recovery;
    final List<OwnerKey> addressesBack = new ArrayList<>();

    Bench(FakeHost host, Path directory) throws HostException {
        this(host, directory, FactSource.of(host::snapshot));
    }

    Bench(FakeHost host, Path directory, FactSource source) throws HostException {
        this.host = host;
        this.bench = new Workbench(host, directory, lanes -> Uses.NONE, source);
        this.writer = bench.writer();
        this.recovery = bench.recovery(owner -> addressesBack.add(owner.key()));
    }

    /** A host with two VFs on the first PF, bound, with their names; nothing failing. */
    static FakeHost hostWithVfs() throws HostException {
        FakeHost host = FakeHost.twoIgb();
        host.pci().writeNumVfs(PF, 2);
        host.faults().reset();
        return host;
    }

    static Netns namespace(String pod) {
        return Netns.at(new NetnsPath("/run/netns/" + pod));
    }

    /** As a CNI ADD does: reserve, then attach. */
    Outcome attach(String pod, VfSettings wanted) {
        Vf vf = vf();
        Owner owner = owner(pod);
        Outcome reserved = writer.achieve(new Reservation(VF0, owner), lane(vf), Deadline.NEVER);
        if (!(reserved instanceof Outcome.Applied)) {
            return reserved;
        }
        IfAddress v4 = IfAddress.parse("10.56.0.2/24").orElseThrow();
        IfAddress v6 = IfAddress.parse("fd00::2/64").orElseThrow();
        Route route = new Route(IfAddress.parse("10.57.0.0/24").orElseThrow(), IfAddress.literal("10.56.0.1"));
        Attachment request =
                new Attachment(VF0, owner.key(), wanted, Optional.empty(), List.of(v4, v6), List.of(route));
        return writer.achieve(new AttachPlanner(request), lane(vf), Deadline.NEVER);
    }

    /** As a CNI DEL does. */
    Optional<Problem> detach(String pod) {
        Vf vf = vf();
        return writer.world()
                .ledger()
                .owner(vf.id())
                .filter(o -> o.key().equals(key(pod)))
                .flatMap(o -> recovery.takeBack(vf.id(), o, false, Deadline.NEVER));
    }

    /** What a start does first. */
    List<Problem> recover() {
        return recovery.atStart(address -> false, Deadline.NEVER);
    }

    Vf vf() {
        return host.snapshot().vf(VF0).orElseThrow();
    }

    boolean isFree() {
        return writer.world().ledger().owners().isEmpty();
    }

    static OwnerKey key(String pod) {
        return new OwnerKey(Workbench.BOOT, new ContainerId(pod), new IfName("net1"));
    }

    static Owner owner(String pod) {
        return new Owner(
                key(pod),
                OwnerPhase.RESERVED,
                new PodRef("default", pod, "uid-" + pod),
                new NetnsPath("/run/netns/" + pod),
                OptionalLong.empty(),
                Optional.of("keelson.io/fast"),
                Optional.of(IPAM),
                Instant.now(Workbench.CLOCK));
    }

    private static List<Lane> lane(Vf vf) {
        return List.of(new Lane.OneVf(vf.pf(), vf.address()));
    }

    @Override
    public void close() {
        bench.close();
    }
}
