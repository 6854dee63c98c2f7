package io.keelson.lab.demo;

import io.keelson.lab.Guest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.DpdkPod;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stages of the demo, in order, on one node. */
final class Demo {
    private static final int RESOURCES = 3;
    private static final int VFS = 4;

    private final Stages stages;
    private final Guest guest;
    private final Path distribution;
    private @Nullable Node node;
    private String clean = "";

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
        stages.run("a DPDK pod forwards packets over two VFs", this::dpdk);
        stages.run("agent killed and restarted, pods untouched", this::restart);
        stages.run("pods deleted, baseline verified", this::release);
        return stages.end();
    }

    private Node node() {
        return Objects.requireNonNull(node, "the first stage makes it");
    }

    private String install() {
        node = Node.prepare(guest, distribution, Configurations.DPDK);
        stages.tell(Configurations.DPDK);
        return guest.run("keelson --version").strip() + ", kernel "
                + guest.run("uname -r").strip();
    }

    private String discover() {
        Inventory inventory = tellInventory();
        Stages.require(inventory.pfs().size() == 2, "two PFs were expected");
        Stages.require(inventory.vfs().isEmpty(), "VFs are there already");
        return inventory.pfs().size() + " PFs, driver " + String.join(", ", inventory.pfDrivers()) + ", on NUMA nodes "
                + String.join(" and ", inventory.numaNodes()) + ", VFs " + String.join(", ", inventory.counts());
    }

    private Inventory tellInventory() {
        String text = guest.run("keelson inventory", Node.PATIENCE);
        stages.tell(text);
        return Inventory.parse(text);
    }

    private String plan() {
        String plan = guest.run("keelson plan", Node.PATIENCE);
        stages.tell(plan);
        Stages.require(plan.contains("sriov_numvfs = 2"), "the plan does not create VFs");
        Stages.require(!plan.contains("WOULD HURT"), "the plan would hurt somebody on an empty node");
        return plan.lines().count() - 1 + " steps, nobody hurt, nothing touched yet";
    }

    private String create() {
        node().startAgent(RESOURCES);
        Inventory inventory = tellInventory();
        Stages.require(inventory.vfs().size() == VFS, VFS + " VFs were expected");
        String registered = guest.run(
                "sed -n 's/.*resource=\\([^ ]*\\) devices=\\([0-9]*\\).* registered with kubelet/\\2 of \\1/p'"
                        + " /var/log/keelson.log");
        stages.tell(guest.run("grep 'registered with kubelet' /var/log/keelson.log"));
        clean = baseline(inventory);
        return inventory.vfs().size() + " VFs; "
                + String.join(", ", registered.lines().toList());
    }

    /** The VFs as Keelson lists them and as the kernel tells their settings. */
    private String baseline(Inventory inventory) {
        String rows =
                inventory.vfs().stream().map(r -> String.join("  ", r) + "\n").collect(Collectors.joining());
        return rows + node().vfSettings();
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

    private String dpdk() {
        DpdkPod.Result result = new DpdkPod("dpdk", true, true).run(node());
        stages.tell(result.log().lines().limit(4).collect(Collectors.joining("\n")));
        DpdkPod.Counts a = result.counts(0);
        DpdkPod.Counts b = result.counts(1);
        Stages.require(result.exitCode() == 0, result.log());
        Stages.require(Math.min(a.received(), b.received()) > 0 && Math.min(a.sent(), b.sent()) > 0, result.log());
        node().endPod("dpdk");
        guest.await(
                "its VFs to be free",
                Node.PATIENCE,
                "! keelson status | grep -qE 'dpdk_.* (granted|attached|releasing)'");
        return "in and out: " + a.received() + " and " + a.sent() + " packets on one VF, " + b.received() + " and "
                + b.sent() + " on the other; not privileged";
    }

    private String restart() {
        String right = node().addressInPod("right", "net1");
        node().stopAgent("KILL");
        String without = summary(node().inPod("left", "ping -c 3 " + right));
        stages.tell("with the agent away: " + without);
        node().startAgent(RESOURCES);
        String status = node().keelson("status");
        Stages.require(status.contains("default/left-lab") && status.contains("default/right-lab"), status);
        return "after the restart: " + summary(node().inPod("left", "ping -c 3 " + right));
    }

    private String release() {
        for (String pod : new String[] {"left", "right"}) {
            node().endPod(pod);
        }
        guest.await("every VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
        String now = baseline(tellInventory());
        stages.tell(now.lines().filter(l -> l.contains(" vf ")).collect(Collectors.joining("\n")));
        Stages.require(now.equals(clean), "the VFs are not what they were before the pods:\n" + clean);
        node().stopAgent("TERM");
        return "driver, netdev, MAC and settings of every VF as before the pods; the agent ended on SIGTERM";
    }

    /** Ping's own line of figures; any loss is a failure. */
    private static String summary(String ping) {
        String line =
                ping.lines().filter(l -> l.contains("packet loss")).findFirst().orElse(ping);
        Stages.require(line.contains(" 0% packet loss"), line);
        return line;
    }
}
