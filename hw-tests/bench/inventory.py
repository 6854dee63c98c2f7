"""Cold and warm scans of 16 PFs x 128 VFs, against the C baseline. Called by hw-tests/bin/bench."""
import os, statistics, subprocess, sys, time

work, keelson, java_classes, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
here = os.path.dirname(os.path.abspath(__file__))
tree, baseline = os.path.join(work, "tree"), os.path.join(work, "scan")
java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"


def figures(command):
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[0]: int(line.split()[1]) for line in lines}


def cold(command):
    """Milliseconds and MiB of whole processes."""
    times, memory = [], []
    for _ in range(runs):
        began = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            sys.exit(f"{command[0]} ended with {child.returncode}")
        times.append((time.monotonic() - began) * 1000)
        memory.append(used.ru_maxrss / 1024)
    return times, statistics.median(memory)


def row(name, values, rss, base):
    low, mid, high = min(values), statistics.median(values), max(values)
    print(f"{name:34} {low:9.1f} {mid:9.1f} {high:9.1f} {rss:8.0f} {mid / base:8.1f}")


subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", baseline, os.path.join(here, "scan.c")], check=True)
warm = figures([java, "-cp", java_classes, "io.keelson.vf.testing.ScanBench", tree])
warm_c = figures([baseline, tree, "31"])
if (warm["pfs"], warm["vfs"]) != (warm_c["pfs"], warm_c["vfs"]):
    sys.exit(f"not the same host: {warm} {warm_c}")
print(f"{warm['pfs']} PFs, {warm['vfs']} VFs; {runs} runs; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs\n")
print(f"{'cold: a whole process':34} {'min ms':>9} {'median':>9} {'max':>9} {'RSS MiB':>8} {'ratio':>8}")
times_c, rss_c = cold([baseline, tree])
row("C baseline", times_c, rss_c, statistics.median(times_c))
times, rss = cold([keelson, "inventory", "--host-root", tree, "-o", "json"])
row("keelson inventory -o json", times, rss, statistics.median(times_c))
print(f"\n{'warm: in a running process':34} {'median us':>9} {'ratio':>8}")
print(f"{'C, whole scan':34} {warm_c['scan_us']:9d} {1:8.1f}")
for what, key in (("whole scan", "scan_us"), ("one PF", "one_pf_us"), ("one VF", "one_vf_us")):
    print(f"{'Keelson, ' + what:34} {warm[key]:9d} {warm[key] / warm_c['scan_us']:8.3f}")
