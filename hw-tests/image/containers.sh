# Writes container images by hand, no engine: one layer with a static busybox, under two names. Source it.
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

# image_config LAYER_SHA COMMAND_JSON
image_config() {
  printf '{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"lab"}]}' "$2" "$1"
}

# container_images BUSYBOX WORK FILE: a docker archive that `ctr images import` reads.
container_images() {
  local busybox=$1 work=$2 file=$3 layer
  busybox_layer "$busybox" "$work/layer"
  mkdir -p "$work/archive"
  reproducible_tar "$work/layer" "$work/archive/layer.tar"
  layer=$(sha_of "$work/archive/layer.tar")
  image_config "$layer" '["/bin/sh"]' >"$work/archive/shell.json"
  image_config "$layer" '["/bin/sleep","2147483647"]' >"$work/archive/pause.json"
  printf '[%s,%s]' \
    '{"Config":"shell.json","RepoTags":["docker.io/library/busybox:lab"],"Layers":["layer.tar"]}' \
    '{"Config":"pause.json","RepoTags":["lab.local/pause:1"],"Layers":["layer.tar"]}' >"$work/archive/manifest.json"
  reproducible_tar "$work/archive" "$file"
}
