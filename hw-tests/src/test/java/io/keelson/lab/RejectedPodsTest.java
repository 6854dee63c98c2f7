package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A node of a cluster whose agent was away: kubelet turns a pod down for good, and the cluster is told by events. */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RejectedPodsTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String FAST = "keelson.io/fast";

    /** Reason, and what it is about, of each event of the agent. */
    private static final String EVENTS = "/run/lab/cluster get /apis/events.k8s.io/v1/events | jq -r '.items[]"
            + " | select(.reportingController == \"keelson.io/agent\") | [.reason, .regarding.kind, .regarding.name] | join(\" \")'";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @BeforeAll
    void prepare(Guest guest, @TempDir Path folder) throws IOException {
        putPrograms(guest, folder);
        node = Node.prepare(guest, DISTRIBUTION, Configurations.CHURN);
        guest.putFile(Path.of("src/test/guest/cluster.sh"), "/run/lab/cluster");
        guest.run("chmod +x /run/lab/cluster /opt/cluster/*; /run/lab/cluster start", Node.PATIENCE);
        node.startAgentTelling("KUBECONFIG=/etc/kubernetes/api.conf NODE_NAME=lab", 1);
    }

    private static void putPrograms(Guest guest, Path folder) throws IOException {
        Artefacts artefacts = new Artefacts(Artefacts.home(), Progress.onStandardError());
        try {
            for (Path program : new Path[] {artefacts.apiServer(), artefacts.etcd()}) {
                Files.copy(
                        program, folder.resolve(program.getFileName().toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (MissingException e) {
            Assumptions.abort(String.valueOf(e.getMessage()));
        }
        AccountsKey.in(folder);
        guest.putFolder(folder, "/opt/cluster");
    }

    @Test
    @Order(1)
    void aPodThatKubeletRejectedWhileTheAgentWasAwayIsTold() {
        node.guest().run("/run/lab/cluster pod lucky-lab " + FAST);
        awaitPhase("lucky", "Running");
        node.stopAgent("KILL");

        node.guest().run("/run/lab/cluster pod unlucky-lab " + FAST);
        awaitPhase("unlucky", "Failed");
        assertThat(node.guest()
                        .run("/run/lab/cluster get /api/v1/namespaces/default/pods/unlucky-lab | jq -r .status.reason"))
                .isEqualTo("UnexpectedAdmissionError\n");
        node.startAgentTelling("KUBECONFIG=/etc/kubernetes/api.conf NODE_NAME=lab", 1);

        node.guest().await("the rejection to be told", Node.PATIENCE, EVENTS + " | grep -q PodsRejected");
        assertThat(node.guest().run(EVENTS).lines())
                .containsExactlyInAnyOrder("RejectedAtAdmission Pod unlucky-lab", "PodsRejected Node lab");
        assertThat(node.inPod("lucky", "ip link show net1")).contains("net1: <");
    }

    @Test
    @Order(2)
    void aLostLinkIsToldOnTheNode() {
        node.guest().monitor("set_link igb0 off");

        node.guest().await("the lost link to be told", Node.PATIENCE, EVENTS + " | grep -q PfDown");
        assertThat(node.guest().run(EVENTS).lines().filter(l -> l.startsWith("PfDown")))
                .containsExactly("PfDown Node lab");

        node.guest().monitor("set_link igb0 on");
        node.guest().await("its return to be told", Node.PATIENCE, EVENTS + " | grep -q 'DeviceHealthy Node lab'");
    }

    private void awaitPhase(String pod, String phase) {
        node.guest()
                .await(
                        "pod " + pod + " to be " + phase,
                        Node.PATIENCE,
                        "/run/lab/cluster get /api/v1/namespaces/default/pods/" + pod
                                + "-lab | jq -e '.status.phase == \"" + phase + "\"' >/dev/null");
    }
}
