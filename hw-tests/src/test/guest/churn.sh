#!/bin/bash
# churn.sh up|down|turn|busy|watch|calm|renew|holders ...: pods that come and go in the guest, and a watch over who has which VF.
# Pods are files here. One whose file is gone is terminated, as one that was deleted by force; one whose file changed is
# another pod, with another UID, as one that its controller made anew.
set -u
readonly MANIFESTS=/etc/kubernetes/manifests RUN=/run/lab/churn.d
readonly RESOURCE=${RESOURCE:-keelson.io/fast}
mkdir -p "$RUN"

# up NAME: a pod of this name, other than any before.
up() {
  cat >"$MANIFESTS/.$1.new" <<EOF
apiVersion: v1
kind: Pod
metadata: {name: $1, namespace: default, annotations: {lab/turn: "$EPOCHREALTIME"}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: main
    image: "busybox:lab"
    imagePullPolicy: Never
    command: [/bin/sleep, "100000"]
    resources: {limits: {$RESOURCE: "1"}}
EOF
  mv "$MANIFESTS/.$1.new" "$MANIFESTS/$1.yaml"
}

down() { rm -f "$MANIFESTS/$1.yaml"; }

pods() { curl -fsS --max-time 5 http://127.0.0.1:10255/pods 2>/dev/null; }

# What a controller does: a pod that was rejected is made anew.
renew_failed() {
  local name
  for name in $(pods | jq -r '.items[]? | select(.status.phase == "Failed") | .metadata.name'); do
    [[ -e $MANIFESTS/${name%-lab}.yaml ]] && up "${name%-lab}"
  done
}

# busy PODS: until calmed down, one of so many pods at a time is made, or made anew at once, or ended.
busy() {
  while [[ ! -e $RUN/calm.busy ]]; do
    local name=churn$((RANDOM % $1))
    if [[ -e $MANIFESTS/$name.yaml ]] && ((RANDOM % 3 == 0)); then down "$name"; else up "$name"; fi
    sleep "$((1 + RANDOM % 2)).$((RANDOM % 10))"
    renew_failed
  done
  for ((n = 0; n < $1; n++)); do
    [[ -e $MANIFESTS/churn$n.yaml ]] || up "churn$n"
  done
}

# turn NAME...: in one go, all pods of the turn before end and these come.
turn() {
  local old
  old=$(cat "$RUN/turned" 2>/dev/null)
  for name in "$@"; do up "$name"; done
  for name in $old; do down "$name"; done
  echo "$*" >"$RUN/turned"
}

# Devices and processes, a line each, of containers that live.
holders() {
  local file files=()
  for file in $(pgrep -x sleep); do files+=("/proc/$file/environ"); done
  grep -asoz "^PCIDEVICE_[A-Z_]*[A-Z]=0000:.*" /dev/null "${files[@]}" | tr '\0' '\n' |
    sed -n 's#^/proc/\([0-9]*\)/environ:[A-Z_]*=\(.*\)#\2 \1#p'
}

# watch: until calmed down, writes down any device that two containers have, and how often it looked.
watch() {
  local looks=0 device
  while [[ ! -e $RUN/calm.watch ]]; do
    for device in $(holders | cut -d' ' -f1 | sort | uniq -d); do
      # Seen twice again: no pod that ended between two looks.
      [[ $(holders | grep -c "^$device ") -gt 1 ]] && holders >>"$RUN/twice"
    done
    echo $((++looks)) >"$RUN/looks"
    sleep 0.5
  done
}

case ${1-} in
  up | down | turn | holders) "$@" ;;
  busy | watch) rm -f "$RUN/calm.$1"; (setsid "$0" "run_$1" "${@:2}" >"$RUN/$1.log" 2>&1 </dev/null &) ;;
  run_busy) rm -f "$RUN/ended"; busy "$2"; touch "$RUN/ended" ;;
  run_watch) watch ;;
  calm) touch "$RUN/calm.$2" ;;
  renew) renew_failed ;;
  *) sed -n 's/^# //p' "$0" | head -n 1; exit 2 ;;
esac
