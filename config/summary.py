#!/usr/bin/env python3
"""Adds up the Surefire reports of all modules, and fails on a failed test or on a skip that nobody expected.

usage: summary.py EXPECTED_SKIPS
EXPECTED_SKIPS has a line per skip: a test class (or class#method), a blank, and why; '#' begins a comment.
"""
import glob
import sys
import xml.etree.ElementTree as ET


def expected(path):
    with open(path, encoding="utf-8") as lines:
        return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def main(path):
    allowed = expected(path)
    passed = failed = skipped = 0
    surprises = []
    for report in sorted(glob.glob("*/target/surefire-reports*/TEST-*.xml")):
        for case in ET.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}#{case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"FAILED  {name}")
            elif case.find("skipped") is not None:
                skipped += 1
                why = case.find("skipped").get("message") or "no reason given"
                known = name in allowed or case.get("classname") in allowed
                print(f"{'skipped' if known else 'UNEXPECTED SKIP'}  {name}: {why.splitlines()[0]}")
                if not known:
                    surprises.append(name)
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    if not passed:
        print("no test ran")
    return 1 if failed or surprises or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
