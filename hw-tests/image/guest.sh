#!/usr/bin/env bash
# Prints a folder with the guest's disk.qcow2, vmlinuz, initrd and the list of packages it was made of.
# Nothing is mounted and no package script runs, so no privilege is needed (fakeroot when not root).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$here/apt.sh"
# shellcheck source-path=SCRIPTDIR source=containers.sh
. "$here/containers.sh"
PATH=$PATH:/usr/sbin:/sbin

readonly DISK_SIZE=6G
# Trixie has no Java 17: it comes from the release before, whose libraries are not newer than trixie's.
readonly JAVA_SUITE=bookworm JAVA_PACKAGE=openjdk-17-jre-headless
# It brings testpmd; the package dpdk does not.
readonly DPDK_PACKAGE=dpdk-dev
# What the initramfs needs to reach the root disk.
readonly ROOT_MODULES=(virtio_pci virtio_blk ext4)
# Drivers of hardware that the guest cannot have.
readonly DROPPED_DRIVERS=(gpu media sound staging infiniband/hw/hfi1 net/wireless net/ethernet/mellanox
  net/ethernet/broadcom net/ethernet/chelsio net/ethernet/qlogic iio usb/gadget hid input/touchscreen comedi mtd
  bluetooth nfc isdn thunderbolt platform)

install_java() {
  local tree=$1 work=$2
  fetch_only "$JAVA_SUITE" "$work" "$JAVA_PACKAGE"
  unpack "$work" "$tree.java"
  mkdir -p "$tree/opt"
  # Its settings are links to /etc, which goes along.
  mv "$tree"/../*.java/usr/lib/jvm/java-17-openjdk-amd64 "$tree/opt/jre"
  cp -a "$tree.java/etc/." "$tree/etc/"
  ln -s /opt/jre/bin/java "$tree/usr/bin/java"
  rm -rf "$tree.java"
}

# What package scripts would have made, as far as the guest needs it.
settle() {
  local tree=$1
  printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' 'tcpdump:x:100:100::/nonexistent:/usr/sbin/nologin' \
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin' >"$tree/etc/passwd"
  printf '%s\n' 'root:x:0:' 'kvm:x:10:' 'tcpdump:x:100:' 'nogroup:x:65534:' >"$tree/etc/group"
  echo '127.0.0.1 localhost lab' >"$tree/etc/hosts"
  echo lab >"$tree/etc/hostname"
  printf '%032d\n' 1 >"$tree/etc/machine-id"
  : >"$tree/etc/resolv.conf"
  ln -sf gawk "$tree/usr/bin/awk"
  mkdir -p "$tree"/{proc,sys,dev,run,tmp,root,opt/cni,var/lib,var/log} "$tree/etc/kubernetes/manifests"
  ln -sfn /run "$tree/var/run"
  # A folder of its own, where tests may add plugins beside Debian's.
  mkdir -p "$tree/opt/cni/bin"
  find "$tree/usr/lib/cni" -type f -printf '%f\n' | while read -r plugin; do
    ln -s "/usr/lib/cni/$plugin" "$tree/opt/cni/bin/$plugin"
  done
  cp -a --no-preserve=ownership "$here/root/." "$tree/"
  ldconfig -r "$tree"
}

slim() {
  local tree=$1 modules=$2 driver
  rm -rf "$tree"/usr/share/{doc,man,locale,info,lintian,bug,zoneinfo,i18n,perl5,bash-completion} \
    "$tree"/usr/lib/{systemd,udev/hwdb.d,x86_64-linux-gnu/perl-base} "$tree"/usr/src "$tree"/boot/{System.map,config}-* \
    "$tree"/usr/bin/{containerd-stress,systemd-hwdb} "$tree"/opt/jre/{man,docs}
  for driver in "${DROPPED_DRIVERS[@]}"; do rm -rf "$modules/kernel/drivers/${driver:?}"; done
  rm -rf "$modules/kernel/sound"
}

make_initrd() {
  local tree=$1 version=$2 work=$3 file=$4 module
  mkdir -p "$work"/{bin,modules}
  cp "$tree/usr/bin/busybox" "$work/bin/busybox"
  cp "$here/root/lab/init" "$work/init"
  for module in "${ROOT_MODULES[@]}"; do
    modprobe -d "$tree/usr" -S "$version" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
  done | awk '!seen[$0]++' | while read -r module; do
    xz -dc "$module" >"$work/modules/$(basename "$module" .xz)"
    basename "$module" .xz >>"$work/modules/order"
  done
  (cd "$work" && find . | "$tree/usr/bin/busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$file"
}

make_disk() {
  local tree=$1 file=$2
  mke2fs -q -t ext4 -O ^has_journal -E root_owner=0:0 -d "$tree" "$file.raw" "$DISK_SIZE" >/dev/null
  "$qemu/bin/qemu-img" convert -O qcow2 "$file.raw" "$file"
  rm "$file.raw"
}

build_guest() {
  local place=$1 tree=$1/tree packages version
  mapfile -t packages <"$here/guest.packages"
  fetch_with_dependencies trixie "$place/work" "${packages[@]}"
  unpack "$place/work" "$tree"
  install_java "$tree" "$place/java"
  # For a container image only: nothing of it is on the guest's own disk.
  fetch_with_dependencies trixie "$place/dpdk.work" "$DPDK_PACKAGE"
  unpack "$place/dpdk.work" "$place/dpdk"
  version=$(basename "$tree"/boot/vmlinuz-* | sed 's/^vmlinuz-//')
  mv "$tree/boot/vmlinuz-$version" "$place/vmlinuz"
  settle "$tree"
  slim "$tree" "$tree/usr/lib/modules/$version"
  depmod -b "$tree/usr" "$version"
  say "container images, initramfs, disk (kernel $version)"
  container_images "$tree/usr/bin/busybox" "$place/dpdk" "$place/containers" "$tree/lab/images.tar"
  make_initrd "$tree" "$version" "$place/initramfs" "$place/initrd"
  make_disk "$tree" "$place/disk.qcow2"
  sort -u "$tree".packages "$tree".java.packages "$place/dpdk.packages" >"$place/packages.txt"
  find "$place" -mindepth 1 -maxdepth 1 ! -name disk.qcow2 ! -name vmlinuz ! -name initrd ! -name packages.txt \
    -exec rm -rf {} +
}

# Files on the guest's disk belong to root, whoever builds it.
if [[ $EUID != 0 && -z ${FAKEROOTKEY-} ]]; then
  need fakeroot
  exec fakeroot "$0" "$@"
fi
need dpkg-deb tar xz depmod modprobe mke2fs ldconfig
qemu=$("$here/qemu.sh")
artefact guest "$(key_of "$here/guest.sh" "$here/apt.sh" "$here/containers.sh" "$here/guest.packages" "$here/root")" \
  "Debian trixie with containerd, CNI plugins, Java 17" build_guest
