package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Pods that come and go, faster than they end, and while kubelet is killed: each has a VF of its own, and none is lost. */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubeletChurnTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final int PODS = 3;
    /** {@code make soak} makes 20 of them. */
    private static final int RESTARTS = Integer.getInteger("lab.restarts", 5);

    private static final int TURNS = Integer.getInteger("lab.turns", 4);

    /** Rejections of pods, with kubelet's reason; kubelet tells its events to its log at this level. */
    private static final String REJECTED =
            "grep 'Event occurred' /var/log/kubelet.log | grep UnexpectedAdmissionError | sed 's/.*message=//' | sort | uniq -c";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private KubeletView kubelet;

    private String clean = "";

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.CHURN);
        kubelet = new KubeletView(guest);
        guest.putFile(Path.of("src/test/guest/churn.sh"), "/run/lab/churn");
        guest.run("chmod +x /run/lab/churn; sed -i 's/--v=2/--v=3/' /lab/kubelet");
        node.startAgent(1);
        clean = node.vfSettings();
        guest.run("/run/lab/churn watch");
    }

    @Test
    @Order(1)
    void kubeletIsKilledAgainAndAgainAndAccountsAgree() {
        node.guest().run("/run/lab/churn busy " + PODS);
        for (int i = 0; i < RESTARTS; i++) {
            node.guest().run("sleep 0.$((RANDOM % 10)); /lab/kubelet restart KILL", Node.PATIENCE);
        }
        node.guest().run("/run/lab/churn calm busy");
        node.guest().await("the churn to end", Node.PATIENCE, "test -e /run/lab/churn.d/ended");
        Progress.onStandardError()
                .say("rejected by kubelets that were killed:\n"
                        + node.guest().exec(REJECTED).out());

        node.guest()
                .await(
                        "rejected pods to be made anew, and each to run",
                        Node.PATIENCE,
                        "/run/lab/churn renew; curl -fsS http://127.0.0.1:10255/pods | jq -e '[.items[].status.phase =="
                                + " \"Running\"] | length == " + PODS + " and all'");
        awaitOnlyTheseHaveVfs(PODS);
        assertEachHasItsOwn("churn");
        assertThat(node.log()).doesNotContain("refused", "SEVERE");
    }

    @Test
    @Order(2)
    void podsThatReplaceEachOtherAtOnceAreNeverRejected() {
        node.endPods();
        node.guest().run("/run/lab/churn watch");
        long rejected = rejections();
        for (int turn = 0; turn < TURNS; turn++) {
            String prefix = "turn" + turn + "-";
            String names = IntStream.range(0, PODS).mapToObj(n -> prefix + n).collect(Collectors.joining(" "));
            node.guest().run("/run/lab/churn turn " + names);
            if (turn % 2 == 1) {
                awaitEachRuns(prefix);
            }
        }

        assertThat(rejections()).as(node.guest().exec(REJECTED).out()).isEqualTo(rejected);
        awaitOnlyTheseHaveVfs(PODS);
        assertEachHasItsOwn("turn" + (TURNS - 1) + "-");
        assertThat(node.log()).doesNotContain("refused", "SEVERE");
    }

    @Test
    @Order(3)
    void nothingIsLeftOfThem() {
        node.endPods();
        node.guest().await("every VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");

        assertThat(node.vfSettings()).isEqualTo(clean).hasLineCount(10);
        assertThat(kubelet.allocated()).isEmpty();
        assertThat(node.guest()
                        .exec(
                                "ls /var/lib/cni/networks/keelson-keelson.io-fast | grep -c '^10'; ls /run/keelson/attached | wc -l")
                        .out())
                .as("addresses, and sandboxes that have something of ours")
                .isEqualTo("0\n0\n");
        assertThat(node.keelsonAndProblems("plan")).contains("Nothing to do").endsWith("exit 0\n");
    }

    private long rejections() {
        return node.guest()
                .exec("grep 'Event occurred' /var/log/kubelet.log | grep UnexpectedAdmissionError")
                .out()
                .lines()
                .count();
    }

    /** Grants of pods that ended are over some ten seconds later. */
    private void awaitOnlyTheseHaveVfs(int pods) {
        node.guest()
                .await(
                        "grants of ended pods to be over",
                        Node.PATIENCE,
                        "sleep 2; [ $(keelson status -o json | jq '.vfs | length') = " + pods + " ]");
    }

    private void awaitEachRuns(String prefix) {
        node.guest()
                .await(
                        "each pod to run",
                        Node.PATIENCE,
                        "curl -fsS http://127.0.0.1:10255/pods | jq -e '[.items[] | select(.metadata.name | startswith(\""
                                + prefix + "\")) | .status.phase == \"Running\"] | length == " + PODS + " and all'");
    }

    /** kubelet, the agent and the containers tell the same, and no VF is told of twice. */
    private void assertEachHasItsOwn(String prefix) {
        Map<String, NavigableSet<String>> told = kubelet.allocated();
        assertThat(told)
                .hasSize(PODS)
                .allSatisfy((pod, devices) -> assertThat(devices).as(pod).hasSize(1));
        List<String> devices =
                told.values().stream().map(NavigableSet::first).sorted().toList();
        assertThat(devices).doesNotHaveDuplicates();
        assertThat(attached()).isEqualTo(told);
        assertThat(node.guest()
                        .run("/run/lab/churn holders | cut -d' ' -f1 | sort")
                        .lines())
                .as("what containers were told")
                .containsExactlyElementsOf(devices);
        for (int n = 0; n < PODS; n++) {
            assertThat(node.addressInPod(prefix + n, "net1")).startsWith("10.56.0.");
        }
        node.guest().run("/run/lab/churn calm watch");
        assertThat(node.guest().run("cat /run/lab/churn.d/looks").strip())
                .as("looks")
                .isNotEqualTo("0");
        assertThat(node.guest().exec("cat /run/lab/churn.d/twice 2>/dev/null").out())
                .as("devices seen in two containers")
                .isEmpty();
    }

    private Map<String, NavigableSet<String>> attached() {
        Map<String, NavigableSet<String>> attached = new TreeMap<>();
        node.keelson("status -o json | jq -r '.vfs[] | select(.phase == \"attached\") | [.pod, .vf] | join(\" \")'")
                .lines()
                .forEach(l -> attached.computeIfAbsent(l.substring(0, l.indexOf(' ')), p -> new TreeSet<>())
                        .add(l.substring(l.indexOf(' ') + 1)));
        return attached;
    }
}
