#!/usr/bin/env bash
# Prints the path of etcd, built from the modules that go.mod pins. Ends with 3 when it cannot be built here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../image/lib.sh
. "$here/../image/lib.sh"

readonly UNBUILDABLE=3

cannot() {
  say "no etcd: $*"
  exit "$UNBUILDABLE"
}

build_etcd() {
  local log=$1.log
  say "compiling etcd with $("$go" env GOVERSION), a minute or two (once)"
  (cd "$here" && CGO_ENABLED=0 GOFLAGS=-mod=readonly GOWORK=off nice -n 5 "$go" build -trimpath -buildvcs=false \
    -ldflags "-s -w" -o "$1/etcd" go.etcd.io/etcd/server/v3) >"$log" 2>&1 || build_failed "$log"
  rm -f "$log"
}

build_failed() {
  tail -n 20 "$1" >&2
  rm -f "$1"
  cannot "go build failed (see above)"
}

version=$(sed -n 's/^[[:space:]]*go\.etcd\.io\/etcd\/server\/v3 \(v[0-9.]*\).*/\1/p' "$here/go.mod")
go=$("$here/../image/go.sh") || cannot "there is no Go to build it with"
key=$(key_of "$here/build.sh" "$here/go.mod" "$here/go.sum")
place=$(artefact etcd "$key" "$version" build_etcd)
printf '%s\n' "$place/etcd"
