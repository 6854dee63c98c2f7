#!/usr/bin/env bash
# Prints a folder with netdevsim.ko for the guest's kernel, which Debian does not build: its sources are in Debian's
# linux-source package, and what the kernel was built with in linux-headers. It is compiled by the compiler of the guest's
# suite, in a tree of that suite. Ends with 3 when it cannot be built here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$here/apt.sh"
PATH=$PATH:/usr/sbin:/sbin

readonly UNBUILDABLE=3
readonly SUITE=trixie
# What a build of a module calls, besides what linux-headers brings along.
readonly BUILD_TOOLS=(base-files dash make coreutils sed gawk grep findutils)

cannot() {
  say "no netdevsim: $*"
  exit "$UNBUILDABLE"
}

# in_tree TREE COMMAND...: with the tree as its root, and this machine's /dev/null in it, seen by nobody else. Who is not root
# becomes it in a user namespace.
in_tree() {
  local tree=$1 apart=(unshare --mount)
  shift
  [[ $EUID == 0 ]] || apart+=(--user --map-root-user)
  mkdir -p "$tree/dev"
  touch "$tree/dev/null"
  # shellcheck disable=SC2016  # for that shell to expand
  "${apart[@]}" bash -c 'mount --bind /dev/null "$1/dev/null" && exec chroot "$@"' in_tree "$tree" \
    /usr/bin/env -i PATH=/usr/bin:/bin LC_ALL=C "$@"
}

# The headers depend on the kernel itself, some 100 MB that compiling has no use for: apt is told that it is there.
fetch_build_tree() {
  local work=$1
  prepare_apt "$SUITE" "$work"
  printf 'Package: linux-image-%s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\nMaintainer: none\nDescription: none\n' \
    "$kernel" "$version" >"$work/status"
  say "downloading the compiler and the headers of $kernel, and the kernel's sources (250 MB)"
  private_apt "$work" install --yes --download-only "${BUILD_TOOLS[@]}" "linux-headers-$kernel=$version" \
    >"$work/install.log" 2>&1 || no_longer_there "$work/install.log"
  (cd "$work" && private_apt "$work" download "linux-source-$series=$version" >download.log 2>&1) ||
    no_longer_there "$work/download.log"
}

no_longer_there() {
  tail -n 5 "$1" >&2
  cannot "Debian has no headers or sources of the guest's kernel $version (any more): 'hw-tests/bin/lab clean --all' has the guest built anew"
}

unpack_sources() {
  local work=$1 tree=$2 folder=linux-source-$series
  say "taking netdevsim's sources out of the kernel's"
  dpkg-deb --fsys-tarfile "$work"/linux-source-*.deb | tar -xOf - "./usr/src/$folder.tar.xz" |
    tar -C "$tree" -xJf - --strip-components=4 --one-top-level=netdevsim --wildcards "$folder/drivers/net/netdevsim/*"
}

build_netdevsim() {
  local place=$1 work=$1/work tree=$1/tree
  fetch_build_tree "$work"
  unpack "$work" "$tree"
  unpack_sources "$work" "$tree"
  rm -rf "$work"
  ln -sf gawk "$tree/usr/bin/awk"
  mkdir -p "$tree/tmp"
  in_tree "$tree" true 2>&1 || cannot "a command cannot run in another root here: be root, or allow user namespaces"
  say "compiling netdevsim for $kernel"
  in_tree "$tree" make -s -j "$(nproc)" -C "/usr/src/linux-headers-$kernel" M=/netdevsim CONFIG_NETDEVSIM=m modules \
    >"$place/make.log" 2>&1 || { tail -n 20 "$place/make.log" >&2; cannot "its sources do not compile (see above)"; }
  in_tree "$tree" strip --strip-debug /netdevsim/netdevsim.ko
  mv "$tree/netdevsim/netdevsim.ko" "$place/"
  rm -rf "$tree" "$tree.packages" "$place/make.log"
}

need dpkg-deb tar xz chroot unshare mount
guest=$("$here/guest.sh")
image=$(sed -n 's/^linux-image-\([0-9].*\)_\([^_]*\)_amd64$/\1 \2/p' "$guest/packages.txt")
kernel=${image% *} version=${image#* }
series=$(cut -d. -f1,2 <<<"$kernel")
artefact netdevsim "$(key_of "$here/netdevsim.sh" "=$kernel $version")" "netdevsim for Linux $kernel" build_netdevsim
