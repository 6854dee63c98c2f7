#!/usr/bin/env bash
# Prints the path of a Go command new enough for kubelet/go.mod: this machine's, else Debian's, unpacked into the cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$here/apt.sh"

# Where Debian has a Go that new.
readonly GO_SUITE=trixie-backports GO_SERIES=1.25
oldest=$(sed -n 's/^go //p' "$here/../kubelet/go.mod")

new_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null | sed -n 's/^go\([0-9.]*\).*/\1/p')
  [[ -n $version && $(printf '%s\n' "$oldest" "$version" | sort -V | head -n 1) == "$oldest" ]]
}

build_go() {
  local place=$1
  fetch_only "$GO_SUITE" "$place/work" "golang-$GO_SERIES-go" "golang-$GO_SERIES-src"
  unpack "$place/work" "$place/tree"
  rm -rf "$place/work" "$place"/tree/usr/share/{doc,lintian,man}
  new_enough "$place/tree/usr/lib/go-$GO_SERIES/bin/go" || die "Debian's Go $GO_SERIES does not run here, or is too old"
}

for candidate in "$(command -v go || true)" /usr/local/go/bin/go; do
  if [[ -x $candidate ]] && new_enough "$candidate"; then
    printf '%s\n' "$candidate"
    exit
  fi
done
need dpkg-deb tar
tree=$(artefact go "$(key_of "$here/go.sh" "$here/apt.sh")" "Go $GO_SERIES from Debian: none here is $oldest or newer" build_go)
printf '%s\n' "$tree/tree/usr/lib/go-$GO_SERIES/bin/go"
