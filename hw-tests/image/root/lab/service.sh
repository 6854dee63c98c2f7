# How the lab's services are started and stopped; source it with NAME set. Log: /var/log/NAME.log
# shellcheck shell=bash
pid_file=/run/lab/$NAME.pid

running() { [[ -f $pid_file ]] && kill -0 "$(<"$pid_file")" 2>/dev/null; }

# start_service COMMAND...: in the control group of the services, detached from whoever asks.
start_service() {
  running && return
  (
    echo "$BASHPID" >/sys/fs/cgroup/services/cgroup.procs
    echo "$BASHPID" >"$pid_file"
    exec setsid "$@" >>"/var/log/$NAME.log" 2>&1 </dev/null
  ) &
}

# stop_service [SIGNAL]
stop_service() {
  running || return 0
  local pid
  pid=$(<"$pid_file")
  kill "-${1:-TERM}" "$pid"
  wait_for 30 "process $pid to end" not_alive "$pid"
  rm -f "$pid_file"
}

not_alive() { ! kill -0 "$1" 2>/dev/null; }

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || { echo "$NAME: waited in vain for $what" >&2; tail -n 20 "/var/log/$NAME.log" >&2; exit 1; }
    sleep 0.2
  done
}
