# shellcheck shell=bash
# Runs in the guest: attaches and releases a VF this many times, as a meta plugin would call CNI. Prints what a caller waited.
times=$1
dev=$(basename "$(readlink /sys/bus/pci/devices/0000:21:00.0/virtfn0)")
export CNI_CONTAINERID=bench CNI_NETNS=/run/netns/bench CNI_IFNAME=net1 CNI_PATH=/opt/cni/bin
export CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=bench;K8S_POD_UID=bench;K8S_POD_INFRA_CONTAINER_ID=bench'
conf='{"cniVersion":"1.0.0","name":"bench","type":"keelson","deviceID":"'$dev'","ipam":{"type":"host-local","ranges":[[{"subnet":"10.99.0.0/24"}]]}}'
ip netns list | grep -qw bench || ip netns add bench
lines=$(wc -l </var/log/keelson.log)
for _ in $(seq "$times"); do
  for verb in ADD DEL; do
    began=$(date +%s%N)
    echo "$conf" | CNI_COMMAND=$verb /opt/cni/bin/keelson >/run/lab/bench.out || { cat /run/lab/bench.out; exit 1; }
    echo "caller_us $verb $((($(date +%s%N) - began) / 1000))"
  done
done
tail -n "+$((lines + 1))" /var/log/keelson.log | grep 'container=bench .*\(attached\|released\)$'
