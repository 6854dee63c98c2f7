#!/usr/bin/env bash
# The CNI executable: its size, and what a run of it costs against an agent that answers at once, beside a static program that
# does nothing. Called by hw-tests/bin/bench: forwarder.sh WORK EXECUTABLE TIMES.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$1 executable=$2 times=$3
mkdir -p "$work"
"${CC:-cc}" -O2 -o "$work/spawn" "$home/spawn.c"
echo 'int main(void) { return 0; }' >"$work/nothing.c"
musl-gcc -static -Os -s -o "$work/nothing" "$work/nothing.c"
echo '{"cniVersion":"1.1.0","name":"bench","type":"keelson","deviceID":"0000:01:10.0"}' >"$work/conf"
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export CNI_COMMAND=ADD CNI_CONTAINERID=bench CNI_NETNS=/run/netns/none CNI_IFNAME=net1 CNI_PATH=/opt/cni/bin
read -r nothing nothing99 <<<"$("$work/spawn" "$times" "$work/conf" "$work/nothing")"
read -r asked asked99 <<<"$(KEELSON_SOCKET=$directory/agent.sock "$work/spawn" "$times" "$work/conf" "$executable")"
echo "load $(cut -d' ' -f1 /proc/loadavg), $times runs each"
printf '%-44s %10s\n' "size of the CNI executable, bytes" "$(stat -c %s "$executable")"
printf '%-44s %10s %10s\n' "us from its making to its end" p50 p99
printf '%-44s %10s %10s\n' "a static program that does nothing" "$nothing" "$nothing99"
printf '%-44s %10s %10s\n' "the CNI executable, an echo for an agent" "$asked" "$asked99"
printf '%-44s %10s\n' "its own: the difference" "$((asked - nothing))"
