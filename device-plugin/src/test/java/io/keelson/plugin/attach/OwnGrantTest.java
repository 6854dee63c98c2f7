package io.keelson.plugin.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.Allow;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In delegated mode a network definition names the device: one that kubelet granted goes to its own pod only. */
class OwnGrantTest {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final PciAddress OTHER = PciAddress.of("0000:01:10.2");
    private static final ResourceName FAST = new ResourceName("keelson.io", "fast");
    private static final PodRef POD = new PodRef("ran", "du", "uid-1");
    private static final Pool POOL = new Pool(
            "pools[0]",
            FAST,
            List.of(),
            DriverChoice.KERNEL,
            Allocation.SPREAD,
            Release.BASELINE,
            Gate.STRICT,
            Allow.ANYTHING,
            Optional.empty(),
            false);

    private final Map<DeviceId, Grant> grants = new HashMap<>();

    @Test
    void ownDeviceIsGiven() throws HostException {
        grant(VF);
        assertThat(claims(pod -> Map.of(FAST, Set.of(VF, OTHER))).of(request(VF, Optional.of(POD))))
                .singleElement()
                .matches(c -> c.device().equals(VF));
    }

    @Test
    void anotherPodsDeviceIsRefused() {
        grant(VF);
        assertThatThrownBy(() -> claims(pod -> Map.of(FAST, Set.of(OTHER))).of(request(VF, Optional.of(POD))))
                .isInstanceOfSatisfying(HostException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(Code.DEVICE_NOT_ALLOCATED);
                    assertThat(e.problem().line()).contains("0000:01:10.0", "keelson.io/fast", "ran/du");
                });
    }

    @Test
    void aPodWithoutAllocationGetsNoGrantedDevice() {
        grant(VF);
        assertCode(Code.DEVICE_NOT_ALLOCATED, pod -> Map.of(), request(VF, Optional.of(POD)));
    }

    @Test
    void aRequestThatNamesNoPodGetsNoGrantedDevice() {
        grant(VF);
        assertCode(Code.DEVICE_NOT_ALLOCATED, pod -> Map.of(FAST, Set.of(VF)), request(VF, Optional.empty()));
    }

    @Test
    void whatKubeletCannotSayIsNotGuessed() {
        grant(VF);
        assertCode(Code.CHECKPOINT_UNREADABLE, OwnGrantTest::unreadable, request(VF, Optional.of(POD)));
    }

    @Test
    void aDeviceWithoutGrantGoesToWhoeverAsksAndKubeletIsNotAsked() throws HostException {
        grant(OTHER);
        assertThat(claims(OwnGrantTest::unreadable).of(request(VF, Optional.empty())))
                .hasSize(1);
    }

    @Test
    void aDeviceOfNoPoolIsNotOursWhateverWasGranted() {
        PciAddress stranger = PciAddress.of("0000:02:00.0");
        grant(stranger);
        assertCode(Code.DEVICE_NOT_OURS, OwnGrantTest::unreadable, request(stranger, Optional.of(POD)));
    }

    private void assertCode(Code code, Allocations allocations, AddRequest request) {
        assertThatThrownBy(() -> claims(allocations).of(request))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    private void grant(PciAddress device) {
        grants.put(device, new Grant(device, FAST.toString(), Instant.EPOCH));
    }

    private Claims claims(Allocations allocations) {
        return new Claims(new TwoDevices(), allocations, () -> new Ledger(Map.of(), Map.of(), grants), new NoIpam());
    }

    private static Map<ResourceName, Set<PciAddress>> unreadable(PodRef pod) throws HostException {
        throw new HostException(
                Problem.of(Code.CHECKPOINT_UNREADABLE, new Subject("checkpoint"), "not asked for in a test", "none"));
    }

    private static AddRequest request(PciAddress device, Optional<PodRef> pod) {
        Sandbox sandbox = new Sandbox(new ContainerId("c1"), new IfName("net1"), new NetnsPath("/run/netns/c1"), pod);
        Network network = new Network("fast", "1.0.0", "", "/opt/cni/bin");
        return new AddRequest(sandbox, network, Optional.of(device), VfSettings.NONE, Optional.empty());
    }

    private static final class TwoDevices implements Offers {
        @Override
        public Optional<Pool> poolOf(DeviceId device) {
            return device.equals(VF) || device.equals(OTHER) ? Optional.of(POOL) : Optional.empty();
        }

        @Override
        public List<Pool> pools() {
            return List.of(POOL);
        }
    }

    /** These requests want no addresses. */
    private static final class NoIpam implements Ipam {
        @Override
        public IpamCall call(String ipamJson, Network network) {
            throw new AssertionError("no addresses wanted");
        }

        @Override
        public Lease add(IpamCall call, Target target, Deadline until) {
            throw new AssertionError("no addresses wanted");
        }

        @Override
        public void del(IpamCall call, Target target, Deadline until) {
            throw new AssertionError("no addresses wanted");
        }

        @Override
        public void check(IpamCall call, Target target, Deadline until) {
            throw new AssertionError("no addresses wanted");
        }
    }
}
