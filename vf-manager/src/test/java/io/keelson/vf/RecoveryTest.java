package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.attach.AttachPlanner;
import io.keelson.vf.attach.Attachment;
import io.keelson.vf.attach.Reservation;
import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken back and what is left alone, and that nothing is free before it is home, clean and without addresses. */
class RecoveryTest {
    private static final List<Lane> LANE = List.of(new Lane.OneVf(Bench.PF, Bench.VF0));

    @TempDir
    Path tmp;

    private FakeHost host;
    private Bench bench;

    @BeforeEach
    void open() throws HostException {
        host = Bench.hostWithVfs();
        host.addNamespace(Bench.namespace("p1"));
        bench = new Bench(host, tmp);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anAttachedVfIsAsAskedFor() throws HostException {
        bench.attach("p1", VfSettings.NONE.withTrust(true));
        LinkRef inPod = new LinkRef(Bench.namespace("p1"), Bench.VF0);
        assertThat(host.links().find(inPod).orElseThrow().up()).isTrue();
        assertThat(host.addressing().addresses(inPod))
                .containsExactlyInAnyOrder(
                        IfAddress.parse("10.56.0.2/24").orElseThrow(),
                        IfAddress.parse("fd00::2/64").orElseThrow());
        assertThat(host.addressing().routes(inPod)).hasSize(1);
        assertThat(host.addressing().ipv6Enabled(inPod)).isTrue();
    }

    @Test
    void onlyItsOwnerMayBeAttached() {
        Reservation mine = new Reservation(Bench.VF0, Bench.owner("p1"));
        bench.writer.achieve(mine, LANE, Deadline.NEVER);
        int writes = host.writes().size();
        Attachment other =
                new Attachment(Bench.VF0, Bench.key("p2"), VfSettings.NONE, Optional.empty(), List.of(), List.of());
        assertThat(code(bench.writer.achieve(new AttachPlanner(other), LANE, Deadline.NEVER)))
                .isEqualTo(Code.DEVICE_HELD);
        assertThat(host.writes()).hasSize(writes);
    }

    /** The agent that reserved it is at work on it: asking IPAM, for one. */
    @Test
    void whileRunningAReservationIsLeftAloneEvenIfItsSandboxDied() {
        bench.writer.achieve(new Reservation(Bench.VF0, Bench.owner("p1")), LANE, Deadline.NEVER);
        host.killNamespace(Bench.namespace("p1"));
        assertThat(bench.recovery.ofDeadSandboxes(vf -> true, vf -> false, Deadline.NEVER))
                .isEmpty();
        assertThat(bench.isFree()).isFalse();
        assertThat(bench.recover()).isEmpty();
        assertThat(bench.isFree()).isTrue();
    }

    @Test
    void whileRunningALivingSandboxKeepsItsVfAndAReleaseGoesOn() {
        bench.attach("p1", VfSettings.NONE);
        assertThat(bench.recovery.ofDeadSandboxes(vf -> true, vf -> false, Deadline.NEVER))
                .isEmpty();
        assertThat(bench.isFree()).isFalse();
        host.killNamespace(Bench.namespace("p1"));
        assertThat(bench.recovery.ofDeadSandboxes(vf -> true, vf -> false, Deadline.NEVER))
                .isEmpty();
        assertThat(bench.isFree()).isTrue();
    }

    @Test
    void aVfThatIsNotHomeKeepsItsOwnerAndItsAddresses() {
        bench.attach("p1", VfSettings.NONE.withTrust(true));
        host.faults().failAt(2, Errno.EIO);
        Problem problem = bench.detach("p1").orElseThrow();
        assertThat(problem.errno()).contains(Errno.EIO);
        assertThat(bench.addressesBack).isEmpty();
        assertThat(phase()).isEqualTo(OwnerPhase.RELEASING);
        assertThat(bench.detach("p1")).isEmpty();
        assertThat(bench.addressesBack).containsExactly(Bench.key("p1"));
        assertThat(bench.isFree()).isTrue();
    }

    /** After {@code numvfs} 0 and back, another VF has the address. */
    @Test
    void theOwnerOfAVfThatIsGoneGivesItsAddressesBackAndTheNewVfIsNotTouched() throws HostException {
        bench.attach("p1", VfSettings.NONE);
        host.pci().writeNumVfs(Bench.PF, 0);
        host.pci().writeNumVfs(Bench.PF, 2);
        host.killNamespace(Bench.namespace("p1"));
        bench.bench.facts().scan();
        int writes = host.writes().size();
        assertThat(bench.recover()).isEmpty();
        assertThat(bench.addressesBack).containsExactly(Bench.key("p1"));
        assertThat(bench.isFree()).isTrue();
        assertThat(host.writes()).hasSize(writes);
    }

    @Test
    void theStrongReleaseRebinds() {
        bench.attach("p1", VfSettings.NONE.withTrust(true));
        int writes = host.writes().size();
        assertThat(bench.recovery.takeBack(bench.vf().id(), owner(), true, Deadline.NEVER))
                .isEmpty();
        assertThat(host.writes().subList(writes, host.writes().size()))
                .contains("UNBIND " + Bench.VF0, "PROBE " + Bench.VF0);
        assertThat(bench.isFree()).isTrue();
    }

    @Test
    void cleaningEndsWithTheProofThatNothingIsLeft() throws HostException {
        bench.attach("p1", VfSettings.NONE.withTrust(true));
        LinkRef inPod = new LinkRef(Bench.namespace("p1"), Bench.VF0);
        host.tenantSetsAddress(Bench.VF0, MacAddress.of("02:00:00:00:00:66"));
        host.links().change(inPod, new LinkChange.MtuTo(new Mtu(1300)));
        assertThat(bench.detach("p1")).isEmpty();
        Vf vf = bench.vf();
        assertThat(vf.netdev().orElseThrow().mtu()).contains(new Mtu(1500));
        assertThat(vf.netdev().orElseThrow().mac())
                .isEqualTo(vf.settings().orElseThrow().mac());
        assertThat(host.whereIs(Bench.VF0)).contains(Netns.HOST);
        host.tenantSetsAddress(Bench.VF0, MacAddress.of("02:00:00:00:00:67"));
        Outcome clean = bench.bench.releases().clean(bench.vf(), Deadline.NEVER);
        assertThat(clean).isInstanceOfSatisfying(Outcome.Applied.class, applied -> assertThat(
                        applied.plan().steps())
                .as("read back, and nothing left to do")
                .isEmpty());
    }

    /** Else a tenant could keep its VF, and its pod from ending, by naming it like a netdev of the host. */
    @Test
    void anAltnameOfATenantDoesNotComeHome() throws HostException {
        bench.attach("p1", VfSettings.NONE.withTrust(true));
        host.tenantAddsAltName(Bench.VF0, nameOfPf());
        host.tenantAddsAltName(Bench.VF0, new AltName("mine"));
        assertThat(bench.detach("p1")).isEmpty();
        assertThat(bench.isFree()).isTrue();
        assertThat(host.links().altNames(LinkRef.onHost(Bench.VF0))).contains(Set.of());
        assertThat(host.writes()).as("unbound by the attach alone").containsOnlyOnce("UNBIND " + Bench.VF0);
    }

    @Test
    void moreAltnamesThanOneMessageTakesAreTakenByANewProbe() throws HostException {
        bench.attach("p1", VfSettings.NONE);
        for (int i = 0; i < 17; i++) {
            host.tenantAddsAltName(Bench.VF0, new AltName("mine" + i));
        }
        assertThat(bench.detach("p1")).isEmpty();
        assertThat(bench.isFree()).isTrue();
        assertThat(host.links().altNames(LinkRef.onHost(Bench.VF0))).contains(Set.of());
        assertThat(host.writes()).endsWith("PROBE " + Bench.VF0);
    }

    @Test
    void anAltnameThatCameHomeWithADeadNamespaceIsTakenAway() throws HostException {
        bench.attach("p1", VfSettings.NONE);
        host.tenantAddsAltName(Bench.VF0, new AltName("mine"));
        host.killNamespace(Bench.namespace("p1"));
        assertThat(bench.detach("p1")).isEmpty();
        assertThat(bench.isFree()).isTrue();
        assertThat(host.links().altNames(LinkRef.onHost(Bench.VF0))).contains(Set.of());
    }

    @Test
    void anAltnameOfTheHostStaysOnAVfThatWasOnlyReserved() throws HostException {
        AltName ofTheHost = new AltName("enp1s0v0");
        assertThat(bench.bench.releases().clean(bench.vf(), Deadline.NEVER)).isInstanceOf(Outcome.Applied.class);
        host.tenantAddsAltName(Bench.VF0, ofTheHost);
        assertThat(bench.writer.achieve(new Reservation(Bench.VF0, Bench.owner("p1")), LANE, Deadline.NEVER))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(bench.detach("p1")).isEmpty();
        assertThat(bench.isFree()).isTrue();
        assertThat(host.links().altNames(LinkRef.onHost(Bench.VF0))).contains(Set.of(ofTheHost));
    }

    private AltName nameOfPf() {
        return new AltName(host.snapshot()
                .pf(Bench.PF)
                .orElseThrow()
                .netdev()
                .orElseThrow()
                .name()
                .text());
    }

    @Test
    void aDirtyVfIsNotFreed() throws HostException {
        bench.attach("p1", VfSettings.NONE);
        Outcome free = bench.bench.releases().free(bench.vf(), Bench.key("p1"), Deadline.NEVER);
        assertThat(code(free)).isEqualTo(Code.NOT_VERIFIED);
        host.killNamespace(Bench.namespace("p1"));
        Outcome home = bench.bench.releases().free(bench.vf(), Bench.key("p1"), Deadline.NEVER);
        assertThat(code(home)).as("home under the pod's name").isEqualTo(Code.NOT_VERIFIED);
        assertThat(bench.isFree()).isFalse();
    }

    @Test
    void aFailedTransactionIsClosed() throws HostException {
        host.faults().failAt(1, Errno.EIO);
        assertThat(bench.attach("p1", VfSettings.NONE.withTrust(true))).isInstanceOf(Outcome.RolledBack.class);
        bench.close();
        bench = new Bench(host, tmp);
        assertThat(bench.bench.leftOpen()).isEmpty();
    }

    private OwnerPhase phase() {
        return owner().phase();
    }

    private Owner owner() {
        return bench.writer.world().ledger().owner(bench.vf().id()).orElseThrow();
    }

    private static Code code(Outcome outcome) {
        return outcome.failure().orElseThrow().code();
    }
}
