#!/usr/bin/env bash
# Prints a folder with bin/qemu-system-x86_64 and bin/qemu-img, 10.0.13 or newer, which run without being installed:
# Debian packages, unpacked, started through their own loader. Older versions lose the mailbox of igb's VFs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$here/apt.sh"

readonly OLDEST=10.0.13

# write_launcher FOLDER PROGRAM [ARGUMENTS]: finds the tree beside itself, so the folder may be moved.
write_launcher() {
  mkdir -p "$1/bin"
  cat >"$1/bin/$2" <<LAUNCHER
#!/bin/sh
tree=\$(dirname "\$(dirname "\$(readlink -f "\$0")")")/tree
lib=\$tree/usr/lib/x86_64-linux-gnu
unset LD_PRELOAD # of the machine's own loader, when fakeroot runs us
QEMU_MODULE_DIR=\$lib/qemu exec "\$tree/lib64/ld-linux-x86-64.so.2" --library-path "\$lib" "\$tree/usr/bin/$2" ${3-} "\$@"
LAUNCHER
  chmod +x "$1/bin/$2"
}

build_qemu() {
  local place=$1 packages version
  mapfile -t packages <"$here/qemu.packages"
  fetch_with_dependencies trixie "$place/work" "${packages[@]}" base-files
  unpack "$place/work" "$place/tree"
  rm -rf "$place/work" "$place"/tree/usr/share/{doc,man,locale,info}
  # shellcheck disable=SC2016  # for the launcher to expand
  write_launcher "$place" qemu-system-x86_64 \
    '-L "$tree/usr/share/qemu" -L "$tree/usr/share/seabios" -L "$tree/usr/lib/ipxe/qemu"'
  write_launcher "$place" qemu-img
  version=$("$place/bin/qemu-system-x86_64" --version | sed -n 's/^QEMU emulator version \([0-9.]*\).*/\1/p')
  [[ -n $version ]] || die "the unpacked QEMU does not start"
  [[ $(printf '%s\n' "$OLDEST" "$version" | sort -V | head -n 1) == "$OLDEST" ]] ||
    die "trixie has QEMU $version, the lab needs $OLDEST or newer"
  say "QEMU $version"
}

need dpkg-deb tar
artefact qemu "$(key_of "$here/qemu.sh" "$here/apt.sh" "$here/qemu.packages")" "QEMU >= $OLDEST from Debian" build_qemu
