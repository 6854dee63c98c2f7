#!/usr/bin/env bash
# engine.sh FILE COMMAND...: runs the command with a container engine to talk to. One that answers already is taken as it is;
# else Debian's is started for the time of the command, with a socket, a folder and a network namespace of its own. Where it
# cannot be started, FILE tells why, and the command runs without one.
set -uo pipefail
log=$1
shift

if docker info >/dev/null 2>&1; then
  exec "$@"
fi
folder=$(mktemp -d /tmp/keelson-engine.XXXXXX)
unshare --net dockerd --host "unix://$folder/engine.sock" --data-root "$folder/data" --exec-root "$folder/exec" \
  --pidfile "$folder/pid" --storage-driver vfs --iptables=false --ip6tables=false --ip-forward=false >"$log" 2>&1 &
engine=$!

end() {
  kill "$engine" 2>/dev/null
  wait "$engine" 2>/dev/null
  # What it mounted may take a moment to go.
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$folder" 2>/dev/null && break
    sleep 0.5
  done
}
trap end EXIT

for _ in $(seq 60); do
  if docker --host "unix://$folder/engine.sock" info >/dev/null 2>&1; then
    export DOCKER_HOST="unix://$folder/engine.sock"
    echo "engine: $(dockerd --version), for the time of the tests" >&2
    break
  fi
  kill -0 "$engine" 2>/dev/null || break
  sleep 0.5
done
[ -n "${DOCKER_HOST-}" ] || echo "engine: none could be started, see $log" >&2
"$@"
