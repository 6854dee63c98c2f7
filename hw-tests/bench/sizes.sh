#!/usr/bin/env bash
# What the distribution is made of, and how large the image is if it was built. Called by hw-tests/bin/bench: sizes.sh TARGET.
set -euo pipefail
target=$1
mib() { du -sb --apparent-size "$@" | awk '{s += $1} END {printf "%.1f", s / 1048576}'; }
row() { printf '%-44s %8s\n' "$@"; }
row "MiB of" ""
row "distribution, in all" "$(mib "$target/keelson")"
row "  Java runtime" "$(mib "$target/keelson/runtime")"
row "  archive of classes" "$(mib "$target/keelson/lib/keelson.jsa")"
row "  libraries (jar)" "$(mib "$target"/keelson/lib/*.jar)"
row "    of these Keelson's own" "$(mib "$target"/keelson/lib/{keelson,vf-manager-*,sriov-config-*,dpdk-bridge-*}.jar)"
row "  jffi's library" "$(mib "$target/keelson/lib/libjffi-1.2.so")"
row "  CNI executable" "$(mib "$target/keelson/cni")"
row "the same, packed (tar, gzip)" "$(tar -C "$target" -cz keelson | wc -c | awk '{printf "%.1f", $1 / 1048576}')"
if [[ -f $target/keelson-image.tar ]]; then
  row "image, as the tarball" "$(mib "$target/keelson-image.tar")"
else
  row "image" "not built"
fi
