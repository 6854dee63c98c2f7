#!/usr/bin/env bash
# Prints a folder with bin/qemu-system-x86_64 and bin/qemu-img of Debian's newest QEMU, which has virtio-net with VFs. An
# artefact of its own: what the other QEMU made, its snapshots above all, stays as it is. Ends with 3 where it cannot be had.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$here/apt.sh"

readonly SUITE=sid
readonly UNBUILDABLE=3

cannot() {
  say "no QEMU with virtio-net VFs: $*"
  exit "$UNBUILDABLE"
}

build_newer_qemu() {
  local place=$1 other packages version devices
  mapfile -t packages <"$here/qemu.packages"
  (fetch_with_dependencies "$SUITE" "$place/work" "${packages[@]}" base-files) || cannot "no packages of $SUITE (see above)"
  other=$("$here/qemu.sh")
  unpack "$place/work" "$place/tree"
  rm -rf "$place/work" "$place"/tree/usr/share/{doc,man,locale,info}
  cp -r "$other/bin" "$place/bin" # its launchers look for the tree beside themselves
  version=$("$place/bin/qemu-system-x86_64" --version | sed -n 's/^QEMU emulator version \([0-9.]*\).*/\1/p')
  [[ -n $version ]] || cannot "the unpacked one of $SUITE does not start"
  devices=$("$place/bin/qemu-system-x86_64" -device virtio-net-pci,help)
  [[ $devices == *sriov-pf* ]] || cannot "that of $SUITE is $version"
  say "QEMU $version"
}

need dpkg-deb tar
artefact newer-qemu "$(key_of "$here/newer-qemu.sh" "$here/qemu.sh" "$here/apt.sh" "$here/qemu.packages")" \
  "QEMU of Debian $SUITE, for virtio-net with VFs" build_newer_qemu
