package io.keelson.lab.node;

import io.keelson.lab.Guest;
import io.keelson.lab.LabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A guest with a kubelet, Keelson's distribution, its CNI executable and the conflist entry that chains it. */
public final class Node {
    /** How long anything that a JVM under emulation has to do may take. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String LOG = "/var/log/keelson.log";
    private static final String CONFLIST = "/etc/cni/net.d/10-lab.conflist";

    private final Guest guest;

    private Node(Guest guest) {
        this.guest = guest;
    }

    /** Puts the distribution in place, chains the CNI executable, and writes this configuration. Starts nothing. */
    public static Node prepare(Guest guest, Path distribution, String configuration) {
        Node node = prepareUnchained(guest, distribution, configuration);
        guest.run("jq '.plugins += [{\"type\": \"keelson\"}]' " + CONFLIST + " >/tmp/conflist && mv /tmp/conflist "
                + CONFLIST);
        return node;
    }

    /** The same for delegated mode, where the node's conflist stays as it is. */
    public static Node prepareUnchained(Guest guest, Path distribution, String configuration) {
        if (!Files.isExecutable(distribution.resolve("bin/keelson"))) {
            throw new LabException("no distribution at " + distribution + ": run 'make build' first");
        }
        guest.putFolder(distribution, "/opt/keelson");
        guest.run(
                "install -m 755 /opt/keelson/cni/keelson /opt/cni/bin/.keelson && mv /opt/cni/bin/.keelson /opt/cni/bin/keelson");
        guest.run("mkdir -p /etc/keelson");
        guest.putText(configuration, "/etc/keelson/keelson.yaml");
        return new Node(guest);
    }

    /** The machine itself. */
    public Guest guest() {
        return guest;
    }

    /** What {@code keelson} prints, whatever its exit code. */
    public String keelson(String words) {
        return guest.exec("keelson " + words, PATIENCE).out();
    }

    /** What {@code keelson} prints, its problems included, with its exit code in the last line. */
    public String keelsonAndProblems(String words) {
        return guest.exec("keelson " + words + " 2>&1; echo exit $?", PATIENCE).out();
    }

    /** Starts the agent and waits until it is ready and this many resources are registered with kubelet. */
    public void startAgent(int resources) {
        start("agent");
        guest.await(
                "its resources to be registered",
                PATIENCE,
                "[ $(grep -c 'registered with kubelet' " + LOG + ") -ge " + resources + " ]");
    }

    /** Starts the agent where there is no kubelet, and waits until it is ready. */
    public void startAgentWithoutKubelet() {
        start("agent --no-kubelet");
    }

    private void start(String words) {
        guest.run(": >" + LOG + "; (setsid keelson " + words + " >>" + LOG
                + " 2>&1 </dev/null & echo $! >/run/lab/agent.pid)");
        guest.await("the agent to be ready", PATIENCE, "grep -q 'agent is ready' " + LOG);
    }

    /** Ends the agent by this signal and waits until it is gone. */
    public void stopAgent(String signal) {
        guest.run("pid=$(pgrep -x java) && kill -" + signal + " $pid");
        guest.await("the agent to end", PATIENCE, "! pgrep -x java");
    }

    /** What the PFs' drivers hold about their VFs, a line each, as {@code ip link} tells it. */
    public String vfSettings() {
        return guest.run("for pf in eth0 eth1; do ip link show $pf | grep ' vf '; done");
    }

    /** What the agent logged since it was last started. */
    public String log() {
        return guest.getText(LOG);
    }

    /** A static pod that asks for one device of this resource, and sleeps. */
    public void startPod(String name, String resource) {
        guest.putText(manifest(name, resource), "/etc/kubernetes/manifests/" + name + ".yaml");
    }

    /** Waits until a pod runs. */
    public void awaitRunning(String name) {
        guest.await("pod " + name + " to run", PATIENCE, podIs(name, ".status.phase == \"Running\""));
    }

    /** Takes the manifest away and waits until kubelet knows the pod no more. */
    public void endPod(String name) {
        guest.run("rm -f /etc/kubernetes/manifests/" + name + ".yaml");
        guest.await("pod " + name + " to go", PATIENCE, "! " + podIs(name, ".status != null"));
    }

    /** Runs a command in the pod's container and gives what it printed. */
    public String inPod(String name, String command) {
        return guest.run(
                "id=$(ctr -n k8s.io containers ls -q 'labels.\"io.kubernetes.pod.name\"==" + name
                        + "-lab,labels.\"io.cri-containerd.kind\"==container' | tail -n 1) && "
                        + "ctr -n k8s.io tasks exec --exec-id lab-$RANDOM$RANDOM $id " + command,
                PATIENCE);
    }

    /** The IPv4 address of an interface in the pod. */
    public String addressInPod(String name, String ifName) {
        String shown = inPod(name, "ip -4 -o addr show " + ifName);
        int at = shown.indexOf("inet ");
        if (at < 0) {
            throw new LabException("pod " + name + " has no address on " + ifName + ": " + shown);
        }
        return shown.substring(at + 5, shown.indexOf('/', at));
    }

    private static String podIs(String name, String condition) {
        return "curl -fsS http://127.0.0.1:10255/pods | jq -e '.items[] | select(.metadata.name == \"" + name
                + "-lab\") | " + condition + "' >/dev/null";
    }

    private static String manifest(String name, String resource) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME, namespace: default}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: "busybox:lab"
                    imagePullPolicy: Never
                    command: [/bin/sleep, "100000"]
                    resources: {limits: {RESOURCE: "1"}}
                """.replace("NAME", name).replace("RESOURCE", resource);
    }
}
