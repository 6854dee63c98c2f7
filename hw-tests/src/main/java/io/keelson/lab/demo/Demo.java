package io.keelson.lab.demo;

import io.keelson.lab.Guest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stages of the demo, in order, on one node. */
final class Demo {
    private static final int RESOURCES = 2;

    private final Stages stages;
    private final Guest guest;
    private final Path distribution;
    private @Nullable Node node;

    Demo(Stages stages, Guest guest, Path distribution) {
        this.stages = stages;
        this.guest = guest;
        this.distribution = distribution;
    }

    boolean run() {
        stages.run("Keelson is on the node", this::install);
        stages.run("NICs found", this::discover);
        stages.run("plan: what would be changed", this::plan);
        stages.run("VFs created, resources registered", this::create);
        stages.run("two pods get a VF each", this::pods);
        stages.run("ping from pod to pod over the VFs", this::ping);
        stages.run("a third pod gets a vfio device", this::vfio);
        stages.run("agent killed and restarted, pods untouched", this::restart);
        stages.run("pods deleted, baseline verified", this::release);
        return stages.end();
    }

    private Node node() {
        return Objects.requireNonNull(node, "the first stage makes it");
    }

    private String install() {
        node = Node.prepare(guest, distribution, Configurations.TWO_POOLS);
        stages.tell(Configurations.TWO_POOLS);
        return guest.run("keelson --version").strip() + ", kernel "
                + guest.run("uname -r").strip();
    }

    private String discover() {
        String inventory = node().keelson("inventory");
        stages.tell(inventory);
        Stages.require(inventory.contains("0000:21:00.0") && inventory.contains("0000:41:00.0"), "a PF is missing");
        return "two igb PFs, one per NUMA node, no VF yet";
    }

    private String plan() {
        String plan = node().keelson("plan");
        stages.tell(plan);
        Stages.require(plan.contains("sriov_numvfs = 3"), "the plan does not create VFs");
        return plan.lines().count() - 1 + " steps, nobody hurt";
    }

    private String create() {
        node().startAgent(RESOURCES);
        stages.tell(node().keelson("inventory"));
        stages.tell(guest.run("grep 'registered with kubelet' /var/log/keelson.log"));
        return "6 VFs, keelson.io/fast and keelson.io/dpdk at kubelet";
    }

    private String pods() {
        node().startPod("left", "keelson.io/fast");
        node().startPod("right", "keelson.io/fast");
        node().awaitRunning("left");
        node().awaitRunning("right");
        stages.tell(node().inPod("left", "ip addr show net1"));
        String status = node().keelson("status");
        stages.tell(status);
        Stages.require(status.contains("default/left-lab") && status.contains("default/right-lab"), "not held");
        return "left and right are Running with net1";
    }

    private String ping() {
        return summary(node().inPod("left", "ping -c 5 " + node().addressInPod("right", "net1")));
    }

    private String vfio() {
        node().startPod("dpdk", "keelson.io/dpdk");
        node().awaitRunning("dpdk");
        String nodes = node().inPod("dpdk", "ls /dev/vfio");
        String variables = node().inPod("dpdk", "env");
        stages.tell(nodes);
        stages.tell(variables.lines().filter(l -> l.startsWith("PCIDEVICE")).reduce("", (a, b) -> a + b + "\n"));
        Stages.require(nodes.contains("vfio") && nodes.lines().count() >= 2, "the group's node is missing: " + nodes);
        return "/dev/vfio/vfio and its group, PCIDEVICE_KEELSON_IO_DPDK";
    }

    private String restart() {
        String right = node().addressInPod("right", "net1");
        node().stopAgent("KILL");
        String without = summary(node().inPod("left", "ping -c 3 " + right));
        stages.tell("with the agent away: " + without);
        node().startAgent(RESOURCES);
        String status = node().keelson("status");
        Stages.require(status.contains("default/left-lab") && status.contains("default/dpdk-lab"), status);
        return "after the restart: " + summary(node().inPod("left", "ping -c 3 " + right));
    }

    private String release() {
        for (String pod : new String[] {"left", "right", "dpdk"}) {
            node().endPod(pod);
        }
        guest.await("every VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
        String plan = node().keelson("plan");
        stages.tell(node().keelson("inventory"));
        stages.tell(plan);
        Stages.require(plan.contains("Nothing to do"), "VFs are not on their baseline");
        node().stopAgent("TERM");
        return "every VF is free and on its baseline; the agent ended on SIGTERM";
    }

    /** Ping's own line of figures; any loss is a failure. */
    private static String summary(String ping) {
        String line =
                ping.lines().filter(l -> l.contains("packet loss")).findFirst().orElse(ping);
        Stages.require(line.contains(" 0% packet loss"), line);
        return line;
    }
}
