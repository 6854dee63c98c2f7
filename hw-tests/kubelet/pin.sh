#!/usr/bin/env bash
# Writes go.mod and go.sum anew for one Kubernetes version: pin.sh 1.35.4
# Run by hand when the version changes; build.sh only reads what this wrote.
set -euo pipefail
cd "$(dirname "$0")"

version=${1:?usage: pin.sh VERSION, for example 1.35.4}
upstream=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')

rm -f go.mod go.sum
go mod init keelson.io/lab/kubelet
go mod edit -go="$(sed -n 's/^go //p' "$upstream")" -require="k8s.io/kubernetes@v$version"
# Inside Kubernetes the staging modules come from its own tree; from outside they are published as v0.minor.patch.
sed -n 's/^[[:space:]]*\(k8s\.io\/[a-z0-9-]*\) => \.\/staging.*/\1/p' "$upstream" |
  while read -r module; do
    go mod edit -replace="$module=$module@v0.${version#1.}"
  done
for program in kubelet kube-apiserver kube-scheduler; do
  go mod edit -tool="k8s.io/kubernetes/cmd/$program"
done
go mod tidy
