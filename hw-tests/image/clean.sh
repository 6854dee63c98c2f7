#!/usr/bin/env bash
# Removes from the cache what this version of the lab does not use, and what guests left that run no more. --all: everything.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"

readonly NAMES=(qemu newer-qemu guest netdevsim go kubelet kube-apiserver kube-scheduler
  snapshot-booted snapshot-kubelet snapshot-virtio-booted snapshot-virtio-kubelet)
cache=$(cache_root)

if compgen -G "$cache/runs/*.qcow2" >/dev/null && pgrep -f "file=$cache/runs/" >/dev/null; then
  die "a guest is running: 'lab down' first"
fi
[[ -d $cache ]] || exit 0
before=$(du -sh "$cache" | cut -f1)
rm -rf "$cache/runs" "$cache"/.building-*
for name in "${NAMES[@]}"; do
  if [[ ${1-} == --all ]]; then
    rm -rf "$cache/$name"-*
  else
    # All but the one that was used last.
    find "$cache" -maxdepth 1 -regex ".*/$name-[0-9a-f]+" -printf '%T@ %p\n' | sort -rn | tail -n +2 | cut -d' ' -f2- |
      while read -r stale; do rm -rf "$stale"; done
  fi
done
say "cache $cache: $before before, $(du -sh "$cache" | cut -f1) now"
