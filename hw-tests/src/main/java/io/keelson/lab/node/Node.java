package io.keelson.lab.node;

import static java.util.stream.Collectors.joining;

import io.keelson.lab.Guest;
import io.keelson.lab.LabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A guest with a kubelet, Keelson's distribution, its CNI executable and the conflist entry that chains it. */
public final class Node {
    /** How long anything that a JVM under emulation has to do may take. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String LOG = "/var/log/keelson.log";
    private static final String EXIT = "/run/lab/agent.exit";
    private static final String CONFLIST = "/etc/cni/net.d/10-lab.conflist";

    private static final String CNI = """
            ip netns add cni 2>/dev/null
            export CNI_COMMAND=ADD CNI_CONTAINERID=lab0123456789 CNI_NETNS=/run/netns/cni CNI_IFNAME=net1 \\
              CNI_PATH=/opt/cni/bin CNI_ARGS='K8S_POD_NAMESPACE=default;K8S_POD_NAME=nobody;K8S_POD_UID=none'
            env CHANGES /opt/cni/bin/keelson </run/lab/cni.stdin 2>&1; echo exit $?""";

    private final Guest guest;

    private Node(Guest guest) {
        this.guest = guest;
    }

    /** Puts the distribution in place, chains the CNI executable, and writes this configuration. Starts nothing. */
    public static Node prepare(Guest guest, Path distribution, String configuration) {
        Node node = prepareUnchained(guest, distribution, configuration);
        node.chain("+ [{\"type\": \"keelson\"}]");
        return node;
    }

    /** The same for delegated mode, where the node's conflist stays as it is. */
    public static Node prepareUnchained(Guest guest, Path distribution, String configuration) {
        if (!Files.isExecutable(distribution.resolve("bin/keelson"))) {
            throw new LabException("no distribution at " + distribution + ": run 'make build' first");
        }
        guest.putFolder(distribution, "/opt/keelson");
        guest.run("printf '%s\\n' " + javaFlags(guest) + " >>/opt/keelson/lib/jvm.options");
        guest.run(
                "install -m 755 /opt/keelson/cni/keelson /opt/cni/bin/.keelson && mv /opt/cni/bin/.keelson /opt/cni/bin/keelson");
        guest.run("mkdir -p /etc/keelson");
        guest.putText(configuration, "/etc/keelson/keelson.yaml");
        return new Node(guest);
    }

    /**
     * What is added to the flags the agent ships with. An emulated processor translates whatever Java compiles once more: a
     * start that interprets costs it half.
     */
    public static String javaFlags(Guest guest) {
        return guest.exec("grep -q 'QEMU TCG' /proc/cpuinfo").ok() ? "-Xint" : "";
    }

    /** A guest as it is, for an agent that comes as an image. */
    public static Node ofPods(Guest guest) {
        return new Node(guest);
    }

    /** Changes the plugins of the primary conflist by this jq expression, for example {@code - [{"type": "keelson"}]}. */
    public void chain(String change) {
        guest.run("jq '.plugins |= (. " + change + ")' " + CONFLIST + " >/run/lab/conflist && mv /run/lab/conflist "
                + CONFLIST);
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
        startAgentAlone();
        awaitRegistered(resources);
    }

    /** The same with events, for which the environment has credentials. */
    public void startAgentTelling(String environment, int resources) {
        start(environment, "agent --events");
        awaitRegistered(resources);
    }

    /** The same by the device plugin's flags, without a verb, as its manifests start it. */
    public void startAsDevicePlugin(String flags, int resources) {
        start(flags);
        awaitRegistered(resources);
    }

    /** Starts the agent and waits until it is ready, whatever kubelet does. */
    public void startAgentAlone() {
        start("agent");
    }

    /** Waits until the agent has logged this text since its start. */
    public void awaitLog(String text) {
        guest.await("the agent to log: " + text, PATIENCE, "grep -qF '" + text + "' " + LOG);
    }

    /** Waits until the agent has told this many registrations since its start. */
    public void awaitRegistered(int times) {
        guest.await(
                times + " registrations",
                PATIENCE,
                "[ $(grep -c 'registered with kubelet' " + LOG + ") -ge " + times + " ]");
    }

    /** Starts another agent that takes the place of the one that runs, and ends that one, which serves nothing any more. */
    public void replaceAgent() {
        String before = guest.run("pgrep -x java").strip();
        start("agent --take-over");
        awaitLog("another agent has taken over");
        guest.run("kill -TERM " + before);
        guest.await("the agent before to end", PATIENCE, "! kill -0 " + before + " 2>/dev/null");
    }

    /** The exit code of the agent that ended last. */
    public String agentExit() {
        guest.await("the agent's exit code", PATIENCE, "test -s " + EXIT);
        return guest.run("cat " + EXIT);
    }

    /** Starts the agent where there is no kubelet, and waits until it is ready. */
    public void startAgentWithoutKubelet() {
        start("agent --no-kubelet");
    }

    private void start(String words) {
        start("", words);
    }

    private void start(String environment, String words) {
        guest.run(": >" + LOG + "; rm -f " + EXIT + "; (setsid sh -c '" + environment + " keelson " + words
                + "; echo $? >" + EXIT + "' >>" + LOG + " 2>&1 </dev/null &)");
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
        startPod(name, resource, 1);
    }

    /** The same with this many devices. */
    public void startPod(String name, String resource, int devices) {
        startManifest(name, manifest(name, resource + ": \"" + devices + "\""));
    }

    /** The same with one device of each of these resources. */
    public void startPodOfEach(String name, Collection<String> resources) {
        startManifest(
                name, manifest(name, resources.stream().map(r -> r + ": \"1\"").collect(joining(", "))));
    }

    /** A static pod with this manifest, whose name in there is the same. */
    public void startManifest(String name, String manifest) {
        guest.putText(manifest, "/etc/kubernetes/manifests/" + name + ".yaml");
    }

    /** Waits until the container of a pod that is not started again ends; its exit code. */
    public int awaitEnded(String name) {
        String code = ".status.containerStatuses[0].state.terminated.exitCode";
        guest.await("pod " + name + " to end", PATIENCE, podIs(name, code + " != null"));
        String told = guest.run("curl -fsS http://127.0.0.1:10255/pods | jq -r '.items[]"
                + " | select(.metadata.name == \"" + name + "-lab\") | " + code + "'");
        return Integer.parseUnsignedInt(told.strip());
    }

    /** What a pod's container printed. */
    public String podLog(String name) {
        return guest.run("cut -d' ' -f4- /var/log/pods/default_" + name + "-lab_*/main/0.log");
    }

    /** Waits until a pod's container waits, and tells why. */
    public String awaitHeldBack(String name, String word) {
        guest.await(
                "pod " + name + " to be held back",
                PATIENCE,
                podIs(name, ".status.containerStatuses[0].state.waiting.message // \"\" | contains(\"" + word + "\")"));
        return guest.run("curl -fsS http://127.0.0.1:10255/pods");
    }

    /** Waits until a pod runs. */
    public void awaitRunning(String name) {
        guest.await("pod " + name + " to run", PATIENCE, podIs(name, ".status.phase == \"Running\""));
    }

    /** Waits until kubelet has rejected a pod for good; its word for why. */
    public String awaitRejected(String name) {
        guest.await("pod " + name + " to be rejected", PATIENCE, podIs(name, ".status.phase == \"Failed\""));
        return guest.run("curl -fsS http://127.0.0.1:10255/pods | jq -r '.items[] | select(.metadata.name == \"" + name
                        + "-lab\") | .status.reason'")
                .strip();
    }

    /** The addresses that a pod's container finds in the variable of this resource. */
    public List<String> devicesInPod(String name, String resource) {
        String variable = "PCIDEVICE_" + resource.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "=";
        String value = inPod(name, "env")
                .lines()
                .filter(line -> line.startsWith(variable))
                .findFirst()
                .orElseThrow(() -> new LabException("pod " + name + " has no " + variable));
        return List.of(value.substring(variable.length()).strip().split(","));
    }

    /** Takes the manifest away and waits until kubelet knows the pod no more. */
    public void endPod(String name) {
        guest.run("rm -f /etc/kubernetes/manifests/" + name + ".yaml");
        guest.await("pod " + name + " to go", PATIENCE, "! " + podIs(name, ".status != null"));
    }

    /** Takes all manifests away and waits until kubelet knows no pod any more. */
    public void endPods() {
        guest.run("rm -f /etc/kubernetes/manifests/*.yaml");
        guest.await(
                "all pods to go",
                PATIENCE,
                "curl -fsS http://127.0.0.1:10255/pods | jq -e '.items // [] | length == 0'");
    }

    /** Runs a command in the pod's container and gives what it printed. */
    public String inPod(String name, String command) {
        return guest.run(
                "id=$(ctr -n k8s.io containers ls -q 'labels.\"io.kubernetes.pod.name\"==" + name
                        + "-lab,labels.\"io.cri-containerd.kind\"==container' | tail -n 1) && "
                        + "ctr -n k8s.io tasks exec --exec-id lab-$RANDOM$RANDOM $id " + command,
                PATIENCE);
    }

    /**
     * Runs the CNI executable for an ADD, with changes to its environment as {@code env} takes them; what it printed, and its
     * exit code in the last line.
     */
    public String cni(String changes, String stdin) {
        guest.putText(stdin, "/run/lab/cni.stdin");
        return guest.exec(CNI.replace("CHANGES", changes), PATIENCE).out();
    }

    /** The same with this many bytes on standard input. */
    public String cniOfBytes(int length) {
        guest.run("head -c " + length + " /dev/zero | tr '\\0' ' ' >/run/lab/cni.stdin");
        return guest.exec(CNI.replace("CHANGES", ""), PATIENCE).out();
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

    private static String manifest(String name, String limits) {
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
                    resources: {limits: {LIMITS}}
                """.replace("NAME", name).replace("LIMITS", limits);
    }
}
