#!/usr/bin/env bash
# What a metrics exporter beside the agent takes, over a modelled NIC with 64 VFs and asked ten times; ours is none yet, so only a
# peer's is shown. Called by hw-tests/bin/bench, in namespaces of its own, since it listens: exporter.sh TREE.
set -euo pipefail
if [[ -z ${PEER_EXPORTER-} ]]; then
  echo "no exporter: the agent has no metrics yet, and PEER_EXPORTER names none"
  exit
fi
"$PEER_EXPORTER" --web.listen-address=127.0.0.1:9808 --path.sysbuspci="$1/sys/bus/pci/devices" --path.kubecgroup=/sys/fs/cgroup --path.cpucheckpoint=/dev/null \
  --path.kubeletsocket=/dev/null \
  >/dev/null 2>&1 &
exporter=$!
trap 'kill "$exporter"' EXIT
asked=0
for _ in $(seq 10); do
  sleep 2
  if (exec 3<>/dev/tcp/127.0.0.1/9808 && printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3 && cat <&3) 2>/dev/null | grep -q ' 200 '; then
    asked=$((asked + 1))
  fi
done
sleep 10
echo "peer, asked $asked times, then idle for 10 s: $PEER_EXPORTER"
awk '/^(Rss|Pss):/ {printf "%-44s %8.1f\n", $1 " MiB", $2 / 1024}' "/proc/$exporter/smaps_rollup"
