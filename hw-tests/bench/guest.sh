# shellcheck shell=bash
# Runs in the guest: an agent that offers the VFs of eth0 to whoever asks for one by its address.
install -m 755 /opt/keelson/cni/keelson /opt/cni/bin/keelson
mkdir -p /etc/keelson
cat >/etc/keelson/keelson.yaml <<'YAML'
nics:
  - select: {pfNames: [eth0]}
    vfs: 7
pools:
  - resource: keelson.io/bench
    select: {pfNames: [eth0]}
    driver: kernel
YAML
(setsid /opt/keelson/bin/keelson agent >/var/log/keelson.log 2>&1 </dev/null &)
until grep -q 'agent is ready' /var/log/keelson.log; do sleep 0.5; done
tail -n 3 /var/log/keelson.log
