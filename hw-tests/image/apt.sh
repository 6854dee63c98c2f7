# Fetches Debian packages of any suite with apt, from the mirror that this machine's own apt uses, without touching
# the machine: lists, status and archives live in a folder of our own. Source lib.sh before.
# shellcheck shell=bash

# Mirrors of Debian's main archive that this machine's apt has lists of.
debian_mirrors() {
  # shellcheck disable=SC2016  # apt's own placeholders
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Identifier: Packages' |
    sed -n 's/^Debian|Debian|//p' | sort -u
}

knows_debian_mirror() { [[ -n $(debian_mirrors) ]]; }

debian_mirror() {
  knows_debian_mirror || die "apt has no lists of a Debian mirror: run hw-tests/image/setup.sh"
  debian_mirrors | head -n 1
}

# private_apt WORK ARGUMENT...: apt with everything it keeps below WORK.
private_apt() {
  local work=$1
  shift
  apt-get -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$work/state" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
    -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none \
    -o APT::Get::AllowUnauthenticated=false -o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 "$@"
}

# prepare_apt SUITE WORK
prepare_apt() {
  local suite=$1 work=$2
  mkdir -p "$work"/state/lists/partial "$work"/cache/archives/partial
  : >"$work/status"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
    "$(debian_mirror)" "$suite" >"$work/sources.list"
  say "reading the package lists of $suite"
  private_apt "$work" update >"$work/update.log" 2>&1 ||
    { cat "$work/update.log" >&2; die "apt could not read $suite (an old debian-archive-keyring? see above)"; }
}

# fetch_with_dependencies SUITE WORK PACKAGE...: .deb files of the packages and all they depend on, in WORK/cache/archives.
fetch_with_dependencies() {
  local suite=$1 work=$2
  shift 2
  prepare_apt "$suite" "$work"
  say "downloading $# packages of $suite with what they need"
  private_apt "$work" install --yes --download-only "$@" >"$work/install.log" 2>&1 ||
    { tail -n 20 "$work/install.log" >&2; die "apt could not fetch the packages of $suite"; }
}

# fetch_only SUITE WORK PACKAGE...: .deb files of just these packages.
fetch_only() {
  local suite=$1 work=$2
  shift 2
  prepare_apt "$suite" "$work"
  say "downloading $* of $suite"
  (cd "$work/cache/archives" && private_apt "$work" download "$@" >"$work/download.log" 2>&1) ||
    { tail -n 20 "$work/download.log" >&2; die "apt could not fetch $* of $suite"; }
}

# unpack WORK TREE: unpacks, without running any package script, and notes the versions in TREE.packages
unpack() {
  local work=$1 tree=$2 deb
  mkdir -p "$tree"
  say "unpacking $(find "$work/cache/archives" -maxdepth 1 -name '*.deb' | wc -l) packages"
  # base-files first: it brings /bin, /sbin and /lib as links into /usr.
  for deb in "$work"/cache/archives/base-files_*.deb "$work"/cache/archives/*.deb; do
    [[ -e $deb ]] || continue
    dpkg-deb --fsys-tarfile "$deb" | tar -C "$tree" --keep-directory-symlink -xpf -
  done
  for deb in "$work"/cache/archives/*.deb; do basename "$deb" .deb; done >"$tree.packages"
}
