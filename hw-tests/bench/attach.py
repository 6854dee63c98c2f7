"""Medians of what attach.sh printed; counts must be the same in every run. Called by hw-tests/bin/bench."""
import statistics, sys

rows, callers = {"attached": [], "released": []}, {"ADD": [], "DEL": []}
for line in sys.stdin:
    words = line.split()
    if words and words[0] == "caller_us":
        callers[words[1]].append(int(words[2]))
    elif words and words[-1] in rows:
        rows[words[-1]].append({k: v for k, v in (w.split("=", 1) for w in words if "=" in w)})
if not rows["attached"] or len(rows["attached"]) != len(rows["released"]):
    sys.exit("no attachments were seen")
parts = ["ipam_us", "kernel_us", "look_us", "journal_us", "plan_us", "lane_us", "kubelet_us"]
print(f"{'median us of ' + str(len(callers['ADD'])):24} {'ADD':>12} {'DEL':>12}")
table = {}
for verb, what in (("ADD", "attached"), ("DEL", "released")):
    def median(key):
        return int(statistics.median(int(r[key]) for r in rows[what]))
    total, caller = median("total_us"), int(statistics.median(callers[verb]))
    table[verb] = {"caller": caller, "agent": total, **{p[:-3]: median(p) for p in parts}}
    apart = [int(r["total_us"]) - sum(int(r[p]) for p in parts) for r in rows[what]]
    table[verb]["resolve, the rest"] = int(statistics.median(apart))
    waits = zip(callers[verb], rows[what])
    table[verb]["forwarder, reply"] = int(statistics.median(c - int(r["total_us"]) for c, r in waits))
for key in table["ADD"]:
    print(f"{key:24} {table['ADD'][key]:12d} {table['DEL'][key]:12d}")
print()
for key in ("looks", "netlink", "pf_dumps", "execs", "fsyncs"):
    seen = [sorted({int(r[key]) for r in rows[w]}) for w in ("attached", "released")]
    print(f"{key:24} {'/'.join(map(str, seen[0])):>12} {'/'.join(map(str, seen[1])):>12}")
