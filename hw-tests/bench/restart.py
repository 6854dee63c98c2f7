"""For how long kubelet has no list of a resource while the agent is replaced: by a start after the end, and by --take-over. The
kubelet is the fake one, in both behaviours that there are. Called by hw-tests/bin/bench: restart.py KEELSON CLASSES TREE RUNS."""
import os, shutil, signal, statistics, subprocess, sys, tempfile, time

keelson, classes, captured, runs = *sys.argv[1:4], int(sys.argv[4])
RESOURCE = "keelson.io/fast"
DEVICES = 4
# The old agent holds kubelet's streams a moment longer than it must.
LINGERING = 3
POOL = "pools:\n  - resource: keelson.io/fast\n    select: {pfNames: [eth0]}\n"
java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"


class Kubelet:
    def __init__(self, root):
        command = [java, "-XX:+UseSerialGC", "-cp", classes, "io.keelson.plugin.testing.KubeletBench", f"{root}/var/lib/kubelet"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.line()

    def line(self):
        return self.process.stdout.readline().split() or sys.exit("the fake kubelet ended")

    def ask(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return self.line()

    def absent(self):
        times, micros = map(int, self.ask(f"absent {RESOURCE}"))
        return times, micros / 1000

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)


class Agent:
    def __init__(self, root, *flags):
        self.process = subprocess.Popen(
            [keelson, "agent", "--host-root", root, "--config", f"{root}/keelson.yaml", *flags],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def until(self, end):
        for line in self.process.stderr:
            if line.rstrip().endswith(end):
                return
        sys.exit(f"an agent ended before it said '{end}'")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)


def after_the_end(root, old):
    old.stop()
    return Agent(root)


def taking_over(root, old):
    new = Agent(root, "--take-over")
    old.until("another agent has taken over")
    time.sleep(LINGERING)
    old.stop()
    return new


def replaced(root, how, later):
    """How often and for how many milliseconds its devices were not there."""
    kubelet = Kubelet(root)
    if later:
        kubelet.ask("apart")
    agent = Agent(root)
    kubelet.ask(f"devices {RESOURCE} {DEVICES}")
    agent = how(root, agent)
    agent.until("agent is ready")
    kubelet.ask(f"devices {RESOURCE} {DEVICES}")
    found = kubelet.absent()
    agent.stop()
    kubelet.end()
    return found


def main():
    print(f"{runs} runs each; load {os.getloadavg()[0]:.1f}\n\n| replaced | kubelet | times absent | absent, ms, median | most |\n|---|---|---|---|---|")
    for how, name in ((after_the_end, "a start after the end"), (taking_over, "`--take-over`")):
        for later in (False, True):
            with tempfile.TemporaryDirectory() as work:
                root = os.path.join(work, "host")
                shutil.copytree(captured, root, symlinks=True)
                os.makedirs(f"{root}/proc/sys/kernel/random", exist_ok=True)
                with open(f"{root}/proc/sys/kernel/random/boot_id", "w") as boot:
                    boot.write("00000000-0000-4000-8000-000000000000\n")
                with open(f"{root}/keelson.yaml", "w") as pools:
                    pools.write(POOL)
                found = [replaced(root, how, later) for _ in range(runs)]
            times, gaps = sorted({t for t, _ in found}), [ms for _, ms in found]
            print(f"| {name} | {'after' if later else 'up to'} 1.35 | {', '.join(map(str, times))} "
                  f"| {statistics.median(gaps):.0f} | {max(gaps):.0f} |", flush=True)


main()
