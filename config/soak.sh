#!/usr/bin/env bash
# What `make test` does a few times, as often as a bad night would. LAB_RESTARTS and LAB_TURNS say how often.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

echo "soak: kubelet killed ${LAB_RESTARTS:-20} times under churn, ${LAB_TURNS:-12} turns of pods that replace each other at once"
echo "soak: in the lab guest, some 10 minutes"
rm -rf hw-tests/target/surefire-reports*
if mvn -B -ntp -Dstyle.color=never verify -DskipChecks -Dlab.restarts="${LAB_RESTARTS:-20}" -Dlab.turns="${LAB_TURNS:-12}" \
  -Dtest=KubeletChurnTest -Dtest.groups=lab -Dtest.excludedGroups= -Dsurefire.failIfNoSpecifiedTests=false; then
  echo "make soak: passed"
else
  echo "make soak: FAILED"
  exit 1
fi
