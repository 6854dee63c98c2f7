#!/bin/bash
# cluster.sh start|pod NAME RESOURCE|get PATH: a real API server in the guest, and kubelet as a node of its cluster. A pod is bound to
# the node by who makes it, since there is no scheduler. One token may do everything: what the agent may do, the chart's test asks.
set -u
readonly HOME_DIR=/opt/cluster RUN=/run/cluster KUBECONFIG_FILE=/etc/kubernetes/api.conf TOKEN=admin-token

ask() {
  local path=$1
  shift
  curl -fsSk --max-time 20 -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
    "https://127.0.0.1:6443$path" "$@"
}

start() {
  mkdir -p "$RUN"
  echo "$TOKEN,admin,admin,system:masters" >"$RUN/tokens"
  setsid "$HOME_DIR/etcd" --data-dir="$RUN/etcd" --unsafe-no-fsync >/var/log/etcd.log 2>&1 </dev/null &
  setsid "$HOME_DIR/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --bind-address=127.0.0.1 \
    --advertise-address=127.0.0.1 --endpoint-reconciler-type=none --secure-port=6443 --cert-dir="$RUN/certs" \
    --token-auth-file="$RUN/tokens" --authorization-mode=RBAC \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$HOME_DIR/accounts.key" \
    --service-account-signing-key-file="$HOME_DIR/accounts.key" --service-cluster-ip-range=10.96.0.0/24 \
    --disable-admission-plugins=ServiceAccount >/var/log/kube-apiserver.log 2>&1 </dev/null &
  until ask /readyz >/dev/null 2>&1; do sleep 1; done
  join
}

join() {
  cat >"$KUBECONFIG_FILE" <<EOF
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:6443", certificate-authority: $RUN/certs/apiserver.crt}}]
users: [{name: admin, user: {token: $TOKEN}}]
contexts: [{name: lab, context: {cluster: lab, user: admin}}]
current-context: lab
EOF
  sed -i "s#--v=2#--v=2 --kubeconfig=$KUBECONFIG_FILE#" /lab/kubelet
  /lab/kubelet restart
  until ask /api/v1/nodes/lab 2>/dev/null | jq -e '.status.conditions[] | select(.type == "Ready") | .status == "True"' \
    >/dev/null; do sleep 1; done
}

pod() {
  ask /api/v1/namespaces/default/pods -d "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"$1\"},
    \"spec\": {\"nodeName\": \"lab\", \"automountServiceAccountToken\": false, \"terminationGracePeriodSeconds\": 0,
    \"containers\": [{\"name\": \"main\", \"image\": \"busybox:lab\", \"imagePullPolicy\": \"Never\",
    \"command\": [\"/bin/sleep\", \"100000\"], \"resources\": {\"limits\": {\"$2\": \"1\"}}}]}}" >/dev/null
}

case ${1-} in
  start) start ;;
  pod) pod "$2" "$3" ;;
  get) ask "$2" ;;
  *) sed -n 's/^# //p' "$0" | head -n 1; exit 2 ;;
esac
