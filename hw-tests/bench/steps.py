"""Medians and p99 of StepsBench's lines, beside the C program's. Called by hw-tests/bin/bench."""
import collections, os, sys

us = collections.defaultdict(list)
for line in sys.stdin:
    word = line.split()
    if len(word) == 3 and word[0] in ("steps_us", "kernel_us"):
        us[word[1], word[0]].append(int(word[2]))


def at(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


print(f"{len(us['ADD', 'steps_us'])} of each; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs\n")
print(f"{'us':12} {'p50':>8} {'p99':>8}")
for verb in "ADD", "DEL":
    ours, theirs = us[verb, "steps_us"], us[verb, "kernel_us"]
    for name, values in ("keelson", ours), ("C", theirs):
        print(f"{verb + ' ' + name:12} {at(values, 50):8} {at(values, 99):8}")
    print(f"{verb + ' ratio':12} {at(ours, 50) / at(theirs, 50):8.2f} {at(ours, 99) / at(theirs, 99):8.2f}")
