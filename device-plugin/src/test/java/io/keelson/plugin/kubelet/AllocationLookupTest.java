package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Pods;
import io.keelson.plugin.testing.Pods.Container;
import io.keelson.plugin.testing.Pods.Held;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AllocationLookupTest {
    private static final String FAST = "keelson.io/fast";
    private static final String VF0 = "0000:01:10.0";
    private static final String VF1 = "0000:01:10.1";
    private static final Container APP = Container.of("a");
    private static final PodRef POD = new PodRef("default", "a", "uid-a");

    private final FakeKubelet kubelet;
    private final KubeletIo io = new KubeletIo(Thread::new);
    private final PodResources podResources;
    private final AllocationLookup lookup;

    AllocationLookupTest(@TempDir Path root) {
        kubelet = new FakeKubelet(root).start();
        podResources = new PodResources(io, KubeletPaths.below(root));
        lookup = new AllocationLookup(
                new Checkpoint(KubeletPaths.below(root)),
                podResources,
                () -> Set.of(ResourceName.parse(FAST).orElseThrow()));
    }

    @AfterEach
    void stop() {
        io.close();
        kubelet.close();
    }

    @Test
    void whatBothRecordsSayIsTheAllocation() throws HostException {
        told(new Held(APP, FAST, List.of(VF1, VF0)), new Held(APP, "example.com/gpu", List.of("GPU-1")));

        assertThat(find()).isEqualTo("{keelson.io/fast=[0000:01:10.0, 0000:01:10.1]} {}");
    }

    @Test
    void aPodTheCheckpointDoesNotKnowHasNothingAndNobodyElseIsAsked() throws HostException {
        told(new Held(APP, "example.com/gpu", List.of("GPU-1")), new Held(Container.of("b"), FAST, List.of(VF0)));

        assertThat(lookup.find(POD, soon()).isEmpty()).isTrue();
        assertThat(kubelet.lists()).isZero();
    }

    @Test
    void initContainersAreKnownToTheCheckpointAlone() throws HostException {
        told(new Held(APP.init("setup"), FAST, List.of(VF0, VF1)), new Held(APP, FAST, List.of(VF0)));

        assertThat(find()).isEqualTo("{keelson.io/fast=[0000:01:10.0]} {keelson.io/fast=[0000:01:10.1]}");
    }

    @Test
    void devicesOfAnInitContainerOnly() throws HostException {
        told(new Held(APP.init("setup"), FAST, List.of(VF0)), new Held(APP, FAST, List.of()));

        assertThat(find()).isEqualTo("{} {keelson.io/fast=[0000:01:10.0]}");
        assertThat(lookup.find(POD, soon()).all()).hasToString("{keelson.io/fast=[0000:01:10.0]}");
    }

    @Test
    void anotherPodOfTheSameNameIsNotThisOne() {
        kubelet.pods().addToCheckpoint(new Held(APP, FAST, List.of(VF1)));
        kubelet.pods()
                .addToPodResources(
                        new Held(new Container("default", "a", "uid-old", "app", false), FAST, List.of(VF0)));
        kubelet.writeCheckpoint();

        assertThat(problem().code()).isEqualTo(Code.ALLOCATION_AMBIGUOUS);
        assertThat(problem().line()).contains("default/a", VF0, VF1);
    }

    @Test
    void twoPodsOfTheSameNameAreNotToldApart() {
        told(new Held(APP, FAST, List.of(VF1)));
        kubelet.pods()
                .addToPodResources(
                        new Held(new Container("default", "a", "uid-old", "app", false), FAST, List.of(VF1)));

        assertThat(problem().code()).isEqualTo(Code.ALLOCATION_AMBIGUOUS);
    }

    @Test
    void theSameDevicesInAnotherContainerDoNotAgree() {
        kubelet.pods().addToCheckpoint(new Held(APP, FAST, List.of(VF0)));
        kubelet.pods().addToPodResources(new Held(APP, FAST, List.of()));
        kubelet.pods()
                .addToPodResources(new Held(new Container("default", "a", "uid-a", "side", false), FAST, List.of(VF0)));
        kubelet.writeCheckpoint();

        assertThat(problem().code()).isEqualTo(Code.ALLOCATION_AMBIGUOUS);
    }

    @Test
    void aRecordThatLagsIsWorthAnotherTry() {
        kubelet.pods().addToCheckpoint(new Held(APP, FAST, List.of(VF0)));
        kubelet.writeCheckpoint();
        assertThat(problem().code()).isEqualTo(Code.ALLOCATION_UNKNOWN);

        kubelet.pods().addToPodResources(new Held(APP, FAST, List.of()));
        assertThat(problem().code()).isEqualTo(Code.ALLOCATION_UNKNOWN);
        assertThat(problem().code().retryable()).isTrue();
    }

    @Test
    void withoutUidThereIsNoLookingUp() {
        told(new Held(APP, FAST, List.of(VF0)));

        assertThat(problem(new PodRef("default", "a", "")).code()).isEqualTo(Code.ALLOCATION_UNKNOWN);
    }

    @Test
    void anIdThatIsNoAddressIsNotOurs() {
        told(new Held(APP, FAST, List.of("mlx5_core.sf.4")));

        assertThat(problem().code()).isEqualTo(Code.ALLOCATION_AMBIGUOUS);
        assertThat(problem().line()).contains("mlx5_core.sf.4");
    }

    @Test
    void anUnreadableCheckpointIsNeverAnEmptyOne() {
        kubelet.writeCheckpoint("{\"Data\":");

        assertThat(problem().code()).isEqualTo(Code.CHECKPOINT_UNREADABLE);
    }

    @Test
    void aRateLimitIsWaitedOut() throws HostException {
        told(new Held(APP, FAST, List.of(VF0)));
        kubelet.failNextList(Status.RESOURCE_EXHAUSTED.withDescription("rejected by rate limit"));
        kubelet.failNextList(Status.UNAVAILABLE);

        assertThat(find()).isEqualTo("{keelson.io/fast=[0000:01:10.0]} {}");
        assertThat(kubelet.lists()).isEqualTo(3);
    }

    @Test
    void aFailureThatStaysEndsWithTheDeadlineOrAtOnce() {
        told(new Held(APP, FAST, List.of(VF0)));
        kubelet.failNextList(Status.PERMISSION_DENIED.withDescription("by the test"));
        assertThat(problem().line()).startsWith("KUBELET_REFUSED").contains("PERMISSION_DENIED by the test");

        kubelet.stop();
        assertThat(problem().code()).isEqualTo(Code.KUBELET_SOCKET_MISSING);
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        told(new Held(APP, FAST, List.of(VF0)));
        kubelet.pods().addToPodResources(new Held(APP, "x", List.of("y".repeat((16 << 20) + 1))));

        assertThat(problem().code()).isEqualTo(Code.KUBELET_REFUSED);
        assertThat(kubelet.lists()).isEqualTo(1);
    }

    @Test
    void everyDeviceOfEveryPodIsListedWhoeverGaveIt() throws HostException {
        told(new Held(APP, "intel.com/x", List.of(VF0)), new Held(Container.of("b"), FAST, List.of(VF1)));

        assertThat(PodDevices.devices(podResources.list(soon())))
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(VF0, VF1);
    }

    private void told(Held... all) {
        Pods pods = kubelet.pods();
        for (Held held : all) {
            pods.add(held);
        }
        kubelet.writeCheckpoint();
    }

    private String find() throws HostException {
        PodAllocation found = lookup.find(POD, soon());
        return found.agreed() + " " + found.initOnly();
    }

    private Problem problem() {
        return problem(POD);
    }

    private Problem problem(PodRef pod) {
        try {
            throw new AssertionError("found " + lookup.find(pod, soon()));
        } catch (HostException e) {
            return e.problem();
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }
}
