# shellcheck shell=bash
# Runs in the guest: attaches and releases one VF so many times, in turn by the agent, by a peer (/opt/peer/sriov, if it is there)
# and by bare netlink messages (/opt/bench/attach), as a meta plugin would call CNI. Prints what a caller waited, and what the
# agent says of each. While others are at work the agent is stopped: it would look at what they do.
times=$1
chmod -f 755 /opt/bench/attach /opt/peer/sriov || true # the way in leaves no modes
rounds=$(((times + 19) / 20))
agent=$(pgrep -x java)
dev=$(basename "$(readlink /sys/bus/pci/devices/0000:21:00.0/virtfn0)")
export CNI_CONTAINERID=bench CNI_NETNS=/run/netns/bench CNI_IFNAME=net1 CNI_PATH=/opt/cni/bin
export CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=bench;K8S_POD_UID=bench;K8S_POD_INFRA_CONTAINER_ID=bench'
conf='{"cniVersion":"1.0.0","name":"bench","type":"%s","deviceID":"'$dev'","ipam":{"type":"host-local","ranges":[[{"subnet":"10.99.0.0/24"}]]}}'
ip netns list | grep -qw bench || ip netns add bench
lines=$(wc -l </var/log/keelson.log)

# in_turn NAME EXECUTABLE TYPE: twenty times
in_turn() {
  local verb began one
  # shellcheck disable=SC2059 # it is one
  one=$(printf "$conf" "$3")
  for _ in $(seq 20); do
    for verb in ADD DEL; do
      began=$(date +%s%N)
      CNI_COMMAND=$verb "$2" <<<"$one" >/run/lab/bench.out || { cat /run/lab/bench.out; kill -CONT "$agent"; exit 1; }
      echo "$1_us $verb $((($(date +%s%N) - began) / 1000))"
    done
  done
}

for _ in $(seq "$rounds"); do
  in_turn caller /opt/cni/bin/keelson keelson
  kill -STOP "$agent"
  [ ! -x /opt/peer/sriov ] || in_turn peer /opt/peer/sriov sriov
  netdev=$(ls "/sys/bus/pci/devices/$dev/net")
  /opt/bench/attach "$netdev" eth0 /run/netns/bench 20 || { kill -CONT "$agent"; exit 1; }
  kill -CONT "$agent"
  sleep 3
done
tail -n "+$((lines + 1))" /var/log/keelson.log | grep 'container=bench .*\(attached\|released\)$'
