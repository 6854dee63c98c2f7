# Writes container images by hand, no engine: a layer with a static busybox, under two names, and one more with DPDK's
# testpmd over it. Source it.
# shellcheck shell=bash

sha_of() { sha256sum "$1" | cut -d' ' -f1; }

# reproducible_tar FOLDER FILE
reproducible_tar() { tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$2" .; }

busybox_layer() {
  local busybox=$1 layer=$2 applet
  mkdir -p "$layer"/{bin,etc,proc,sys,dev,tmp,root,var}
  cp "$busybox" "$layer/bin/busybox"
  for applet in $("$busybox" --list); do
    [[ $applet == busybox ]] || ln -s busybox "$layer/bin/$applet"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$layer/etc/passwd"
  echo 'root:x:0:' >"$layer/etc/group"
}

# What testpmd is to load by itself; it is linked against more drivers than it needs here.
readonly DPDK_DRIVERS=(librte_net_e1000 librte_mempool_ring)

# testpmd_layer TREE LAYER: testpmd out of a tree of unpacked packages, with just what the loader wants for it.
testpmd_layer() {
  local tree=$1 layer=$2 libraries=usr/lib/x86_64-linux-gnu loader plugins driver file
  local -a programs=("$tree/usr/bin/dpdk-testpmd")
  loader=$(readlink -f "$tree/usr/lib64/ld-linux-x86-64.so.2")
  plugins=$libraries/dpdk/$(basename "$tree/$libraries"/dpdk/pmds-*)
  mkdir -p "$layer"/{lib64,usr/bin,var/run,"$plugins"}
  cp "$loader" "$layer/lib64/ld-linux-x86-64.so.2"
  cp "$tree/usr/bin/dpdk-testpmd" "$layer/usr/bin/"
  # No program names it: the C library loads it to cancel a thread.
  cp "$tree/$libraries/libgcc_s.so.1" "$layer/$libraries/"
  for driver in "${DPDK_DRIVERS[@]}"; do
    file=$(basename "$tree/$libraries/$driver".so.[0-9][0-9])
    programs+=("$tree/$libraries/$file")
    cp -L "$tree/$libraries/$file" "$layer/$libraries/"
    # Under its full version, or it is not looked at; by a link, since of two copies the loader would load both.
    ln -s "../../$file" "$layer/$plugins/$(basename "$tree/$libraries/$driver".so.*.*)"
  done
  for file in "${programs[@]}"; do "$loader" --library-path "$tree/$libraries" --list "$file"; done |
    sed -n "s|.* => \($tree/[^ ]*\.so[^ ]*\) .*|\1|p" | sort -u | xargs cp -L -t "$layer/$libraries"
}

# image_config COMMAND_JSON LAYER_SHA...
image_config() {
  local command=$1 layers
  shift
  printf -v layers ',"sha256:%s"' "$@"
  printf '{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin:/usr/bin"],"Cmd":%s},"rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}' \
    "$command" "${layers:1}" '{"created_by":"lab"}'"$(printf ',{"created_by":"lab"}%.0s' "${@:2}")"
}

# image_entry CONFIG NAME LAYER...: one image of the archive's list.
image_entry() {
  local config=$1 name=$2 layers
  shift 2
  printf -v layers ',"%s"' "$@"
  printf '{"Config":"%s","RepoTags":["%s"],"Layers":[%s]}' "$config" "$name" "${layers:1}"
}

# container_images BUSYBOX DPDK_TREE WORK FILE: a docker archive that `ctr images import` reads.
container_images() {
  local busybox=$1 dpdk=$2 work=$3 file=$4 base testpmd
  busybox_layer "$busybox" "$work/base"
  testpmd_layer "$dpdk" "$work/testpmd"
  mkdir -p "$work/archive"
  reproducible_tar "$work/base" "$work/archive/base.tar"
  reproducible_tar "$work/testpmd" "$work/archive/testpmd.tar"
  base=$(sha_of "$work/archive/base.tar")
  testpmd=$(sha_of "$work/archive/testpmd.tar")
  image_config '["/bin/sh"]' "$base" >"$work/archive/shell.json"
  image_config '["/bin/sleep","2147483647"]' "$base" >"$work/archive/pause.json"
  image_config '["/bin/sh"]' "$base" "$testpmd" >"$work/archive/testpmd.json"
  printf '[%s,%s,%s]' \
    "$(image_entry shell.json docker.io/library/busybox:lab base.tar)" \
    "$(image_entry pause.json lab.local/pause:1 base.tar)" \
    "$(image_entry testpmd.json docker.io/library/testpmd:lab base.tar testpmd.tar)" >"$work/archive/manifest.json"
  reproducible_tar "$work/archive" "$file"
}
