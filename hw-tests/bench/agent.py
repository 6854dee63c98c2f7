"""Start to all pools registered, memory when idle, and Allocate: the agent, and a peer if there is one, in turn, over modelled
hosts. Called by hw-tests/bin/bench in namespaces of its own (network and mount): agent.py KEELSON CLASSES LOG RUNS."""
import hashlib, json, os, signal, statistics, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tree

keelson, classes, logged, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
ALLOCATIONS = 2000
IDLE_SECONDS = 10
RESTARTS = 5
peer = os.environ.get("PEER_DEVICE_PLUGIN")
java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"


def addresses(pfs, vfs):
    """A MAC for each netdev. A VF has the one that the agent declares clean, else it would want to set it (Baselines.mac)."""
    for p in range(pfs):
        pf = f"02:00:00:00:00:{p:02x}"
        yield f"pf{p}", pf
        for v in range(vfs):
            octets = bytearray(hashlib.sha256(f"{pf} {tree.pf_address(p)} {v}".encode()).digest()[:6])
            octets[0] = octets[0] & 0xfc | 0x02
            yield f"v{p}x{v}", octets.hex(":")


def make_links(pfs, vfs):
    """Real links under the names the tree tells, since a device plugin may ask netlink about each; and what the tree tells."""
    macs = dict(addresses(pfs, vfs))
    names = list(macs)
    pairs = zip(names[::2], names[1::2] + ["spare"])
    batch = "".join(f"link add {a} address {macs[a]} type veth peer name {b} address {macs.get(b, '02:00:00:00:01:00')}\n"
                    for a, b in pairs)
    subprocess.run(["ip", "-batch", "-"], input=batch, text=True, check=True)
    for known in json.loads(subprocess.run(["ip", "-j", "link"], check=True, capture_output=True).stdout):
        name = known["ifname"]
        if name in macs:
            yield name, {"name": name, "address": macs[name], "mtu": "1500", "ifindex": str(known["ifindex"]), "type": "1",
                         "dev_port": "0", "carrier": "1", "flags": "0x1003" if name.startswith("pf") else "0x1002"}


def remove_links():
    listed = json.loads(subprocess.run(["ip", "-j", "link"], check=True, capture_output=True).stdout)
    gone = [one["ifname"] for one in listed if one.get("link")]
    subprocess.run(["ip", "-force", "-batch", "-"], input="".join(f"link del {n}\n" for n in gone), text=True,
                   stderr=subprocess.DEVNULL)


def config(pfs, pools):
    pools = [{"resourceName": f"pool{i}", "selectors": {"rootDevices": [tree.pf_address(p) for p in range(i, pfs, pools)]}}
             for i in range(pools)]
    return json.dumps({"resourceList": pools})


class Kubelet:
    def __init__(self, root, log):
        command = [java, "-XX:+UseSerialGC", "-cp", classes, "io.keelson.plugin.testing.KubeletBench", root]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                        text=True)
        self.line()

    def line(self):
        answer = self.process.stdout.readline().split()
        if not answer:
            sys.exit(f"the fake kubelet ended: see {logged}")
        return answer

    def ask(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return self.line()


def memory(pid):
    """RSS and PSS in MiB of a process with its children."""
    children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    total = [0, 0]
    for one in [pid, *children]:
        for line in open(f"/proc/{one}/smaps_rollup"):
            words = line.split()
            if words[0] in ("Rss:", "Pss:"):
                total[words[0] == "Pss:"] += int(words[1]) / 1024
    return total


def one_run(command, log, kubelet, pools, devices, measured):
    """One process from its exec to its end; `measured` gets figures."""
    kubelet.ask("restart")
    began = time.monotonic_ns()
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        registered, listed = map(int, kubelet.ask(f"await {pools} {devices}"))
        measured["registered"].append((registered - began) / 1e6)
        measured["listed"].append((listed - began) / 1e6)
        if len(measured["registered"]) == runs + 1:
            time.sleep(IDLE_SECONDS)
            measured["rss"], measured["pss"] = memory(process.pid)
            measured["allocate"] = [int(us) for us in kubelet.ask(f"allocate {ALLOCATIONS}")]
            measured["rss after"] = memory(process.pid)[0]
            measured["back"] = [float("nan") if us == "-" else int(us) / 1000
                                for us in kubelet.ask(f"back {pools} {devices} {RESTARTS}")]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def host(work, pfs, vfs, pools):
    """A host's root with a real /proc, and the kubelet's directory where a peer looks for it."""
    remove_links()
    netdevs = dict(make_links(pfs, vfs))
    root = os.path.join(work, f"{pfs}x{vfs}")
    tree.build(root, pfs, vfs, netdevs)
    for made in ("proc", "var/lib/kubelet/device-plugins", "etc/pcidp"):
        os.makedirs(os.path.join(root, made))
    tree.write(f"{root}/etc/pcidp/config.json", config(pfs, pools))
    subprocess.run(["mount", "--bind", "/proc", f"{root}/proc"], check=True)
    return root


def peers_command(root):
    inside = (f"mount --rbind {root}/sys /sys && mkdir -p /var/lib/kubelet && mount --bind {root}/var/lib/kubelet"
              f" /var/lib/kubelet && exec {peer} -logtostderr -config-file {root}/etc/pcidp/config.json")
    return ["unshare", "--mount", "sh", "-c", inside]


def compare(work, pfs, vfs, pools):
    root = host(work, pfs, vfs, pools)
    who = {"keelson": [keelson, "agent", "--host-root", root]}
    if peer:
        who["peer"] = peers_command(root)
    figures = {name: {"registered": [], "listed": []} for name in who}
    with open(logged, "w") as log:
        kubelet = Kubelet(f"{root}/var/lib/kubelet", log)
        for _ in range(runs + 1):
            for name, command in who.items():
                one_run(command, log, kubelet, pools, pfs * vfs // pools, figures[name])
        kubelet.process.stdin.close()
        kubelet.process.wait(30)
    show(f"{pfs} PFs, {pfs * vfs} VFs, {pools} pools", figures)


def show(title, figures):
    median = statistics.median
    rows = [("first start -> registered, ms", lambda f: f["registered"][0]),
            ("start -> all registered, ms", lambda f: median(f["registered"][1:])),
            ("  fastest", lambda f: min(f["registered"][1:])), ("  slowest", lambda f: max(f["registered"][1:])),
            ("start -> all listed, ms", lambda f: median(f["listed"][1:])),
            ("RSS idle, MiB", lambda f: f["rss"]), ("PSS idle, MiB", lambda f: f["pss"]),
            ("RSS after Allocate, MiB", lambda f: f["rss after"]), ("Allocate p50, us", lambda f: f["allocate"][0]),
            ("Allocate p99, us", lambda f: f["allocate"][1]),
            ("kubelet's start -> registered", lambda f: f["back"][0]),
            ("kubelet's start -> all listed", lambda f: f["back"][1])]
    print(f"\n{title:30}" + "".join(f"{name:>12}" for name in figures) + ("       ratio" if peer else ""))
    for what, of in rows:
        values = [of(f) for f in figures.values()]
        ratio = f"{values[0] / values[1]:12.2f}" if peer else ""
        print(f"{what:30}" + "".join(f"{v:12.1f}" for v in values) + ratio)


print(f"{runs} runs in turn, the memory and {ALLOCATIONS} Allocates in the last; idle for {IDLE_SECONDS} s;"
      f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs; peer: {peer or 'none (PEER_DEVICE_PLUGIN)'}")
with tempfile.TemporaryDirectory(prefix="kb") as work:
    try:
        for pfs, vfs, pools in ((2, 7, 2), (16, 128, 4)):
            compare(work, pfs, vfs, pools)
    finally:
        for made in os.listdir(work):
            subprocess.run(["umount", f"{work}/{made}/proc"], stderr=subprocess.DEVNULL)
