"""What attach.sh printed as tables; counts must be the same in every run. Called by hw-tests/bin/bench."""
import statistics, sys

PARTS = ["ipam_us", "kernel_us", "look_us", "journal_us", "plan_us", "lane_us", "kubelet_us"]
VERBS = {"ADD": "attached", "DEL": "released"}
told = {"attached": [], "released": []}
waited = {}
for line in sys.stdin:
    words = line.split()
    if len(words) == 3 and words[0].endswith("_us") and words[1] in VERBS:
        waited.setdefault(words[0][:-3], {"ADD": [], "DEL": []})[words[1]].append(int(words[2]))
    elif words and words[-1] in told:
        told[words[-1]].append({k: v for k, v in (w.split("=", 1) for w in words if "=" in w)})
    elif words and "messages" not in words:
        print(line, end="", file=sys.stderr)
if not told["attached"] or len(told["attached"]) != len(told["released"]):
    sys.exit("no attachments were seen")
median = statistics.median


def p99(values):
    return sorted(values)[(len(values) * 99 + 99) // 100 - 1]


def of_agent(verb):
    """Medians of the parts, as the agent tells them, and of what is left of the caller's wait."""
    rows = told[VERBS[verb]]
    total = [int(r["total_us"]) for r in rows]
    parts = {"the agent, in all": total, **{p[:-3]: [int(r[p]) for r in rows] for p in PARTS}}
    parts["resolve, the rest"] = [t - sum(int(r[p]) for p in PARTS) for t, r in zip(total, rows)]
    parts["forwarder, reply"] = [w - t for w, t in zip(waited["caller"][verb], total)]
    return {what: int(median(values)) for what, values in parts.items()}


def without_ipam(verb):
    return [w - int(r["ipam_us"]) for w, r in zip(waited["caller"][verb], told[VERBS[verb]])]


count = len(waited["caller"]["ADD"])
print(f"{'us, of ' + str(count) + ' each, in turn':34} {'ADD p50':>10} {'p99':>10} {'DEL p50':>10} {'p99':>10}")
names = {"caller": "keelson, the caller waits", "peer": "peer (PEER_SRIOV_CNI)", "kernel": "C, the same netlink messages"}
series = {names[who]: values for who, values in sorted(waited.items())}
series["keelson, without the IPAM plugin"] = {verb: without_ipam(verb) for verb in VERBS}
for what, verbs in series.items():
    print(f"{what:34}" + "".join(f" {int(f(verbs[v])):10d}" for v in VERBS for f in (median, p99)))
for what, over, under in (("keelson / peer", "keelson, the caller waits", names["peer"]),
                          ("keelson without IPAM / C", "keelson, without the IPAM plugin", names["kernel"])):
    if under in series:
        ratios = [f(series[over][v]) / f(series[under][v]) for v in VERBS for f in (median, p99)]
        print(f"{what:34}" + "".join(f" {r:10.2f}" for r in ratios))

print(f"\n{'keelson: median us of its parts':34} {'ADD':>10} {'DEL':>10}")
parts = {verb: of_agent(verb) for verb in VERBS}
for what in parts["ADD"]:
    print(f"{what:34} {parts['ADD'][what]:10d} {parts['DEL'][what]:10d}")
print(f"\n{'keelson: counts':34} {'ADD':>10} {'DEL':>10}")
for key in ("looks", "netlink", "pf_dumps", "execs", "fsyncs"):
    seen = ["/".join(map(str, sorted({int(r[key]) for r in told[w]}))) for w in VERBS.values()]
    print(f"{key:34} {seen[0]:>10} {seen[1]:>10}")
