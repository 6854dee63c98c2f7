#!/usr/bin/env bash
# Installs what building the lab's image needs, from Debian, and only what is missing. Running the lab needs none of it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$here/apt.sh"

# Command and the package that brings it.
readonly TOOLS=(
  "dpkg-deb dpkg"
  "tar tar"
  "xz xz-utils"
  "depmod kmod"
  "mke2fs e2fsprogs"
  "ldconfig libc-bin"
  "flock util-linux"
  "unshare util-linux"
  "mount mount"
  "fakeroot fakeroot"
  "shellcheck shellcheck"
)

as_root() {
  if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

missing=()
for entry in "${TOOLS[@]}"; do
  PATH=$PATH:/usr/sbin:/sbin command -v "${entry% *}" >/dev/null || missing+=("${entry#* }")
done
[[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || missing+=(debian-archive-keyring)

if ! command -v apt-get >/dev/null; then
  ((${#missing[@]} == 0)) || die "this is no Debian: install by hand what brings: ${missing[*]}"
  die "this is no Debian: the image is made of Debian packages, which apt-get fetches"
fi
# The image's packages come from the mirror that apt knows, and it knows one only after reading its lists.
if ((${#missing[@]} > 0)) || ! knows_debian_mirror; then
  say "setup: reading apt's lists"
  as_root apt-get -q update >/dev/null
fi
if ((${#missing[@]} == 0)); then
  say "setup: nothing to install"
  exit
fi
say "setup: installing ${missing[*]}"
as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends "${missing[@]}"
