#!/usr/bin/env bash
# Prints the path of a Kubernetes program (kubelet, kube-apiserver, kube-scheduler), built from the modules that go.mod
# pins: build.sh [PROGRAM]. LAB_KUBELET=PATH takes that kubelet instead. Ends with 3 when it cannot be built here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../image/lib.sh
. "$here/../image/lib.sh"

readonly UNBUILDABLE=3
program=${1:-kubelet}

cannot() {
  say "no $program: $*"
  exit "$UNBUILDABLE"
}

build_program() {
  local place=$1 component=k8s.io/component-base/version log=$1.log
  say "compiling $program $version with $("$go" env GOVERSION), some minutes (once)"
  # The module cache and the build cache of Go stay where Go keeps them: other programs share most packages.
  (cd "$here" && CGO_ENABLED=0 GOFLAGS=-mod=readonly GOWORK=off nice -n 5 "$go" build -trimpath -buildvcs=false \
    -ldflags "-s -w -X $component.gitVersion=$version -X $component.gitMajor=1 -X $component.gitMinor=$minor" \
    -o "$place/$program" "k8s.io/kubernetes/cmd/$program") >"$log" 2>&1 || build_failed "$log"
  rm -f "$log"
}

build_failed() {
  tail -n 20 "$1" >&2
  rm -f "$1"
  cannot "go build failed (see above); set LAB_KUBELET to a binary"
}

if [[ $program == kubelet && -n ${LAB_KUBELET-} ]]; then
  [[ -x $LAB_KUBELET ]] || cannot "LAB_KUBELET=$LAB_KUBELET is no program"
  realpath "$LAB_KUBELET"
  exit
fi
version=$(sed -n 's/^[[:space:]]*k8s\.io\/kubernetes \(v[0-9.]*\).*/\1/p' "$here/go.mod")
minor=$(cut -d. -f2 <<<"$version")
go=$("$here/../image/go.sh") || cannot "there is no Go to build it with"
key=$(key_of "$here/build.sh" "$here/go.mod" "$here/go.sum")
place=$(artefact "$program" "$key" "Kubernetes $version" build_program)
printf '%s\n' "$place/$program"
