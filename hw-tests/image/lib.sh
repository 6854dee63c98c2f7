# Shared by the scripts of the lab. Source it; it has no effect but definitions.
# Progress goes to standard error, so that a script's standard output can be its answer (a path).
# shellcheck shell=bash

# 'set -e' holds inside $(...) too.
shopt -s inherit_errexit

# The least room, in GB, that a first build needs: packages, trees, image, snapshots, Go's build cache.
readonly LAB_ROOM_GB=12
# Artefacts with another key that nobody asked for in so many days are dropped.
readonly LAB_KEEP_DAYS=14

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
  printf 'lab: error: %s\n' "$*" >&2
  exit 1
}

cache_root() { printf '%s\n' "${KEELSON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keelson}"; }

# key_of FILE|DIRECTORY|=TEXT...: sixteen hex digits that change when any input does.
key_of() {
  local input
  for input in "$@"; do
    if [[ $input == =* ]]; then
      printf '%s\n' "$input"
    elif [[ -d $input ]]; then
      (cd "$input" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
    else
      sha256sum <"$input"
    fi
  done | sha256sum | cut -c1-16
}

# need COMMAND...: names the setup step when a tool is missing.
need() {
  local tool
  for tool in "$@"; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null ||
      die "'$tool' is missing: run hw-tests/image/setup.sh"
  done
}

check_room() {
  local cache=$1 free used
  free=$(df --output=avail -BG "$cache" | tail -n 1 | tr -dc 0-9)
  used=$(du -sh "$cache" 2>/dev/null | cut -f1)
  say "cache $cache holds $used, $free GB free on its disk"
  ((free >= LAB_ROOM_GB)) ||
    die "building needs $LAB_ROOM_GB GB free below $cache, $free GB are: free some, or set KEELSON_CACHE to another disk"
}

drop_stale() {
  find "$1" -maxdepth 1 -name "$2-*" ! -name "$3" -mtime "+$LAB_KEEP_DAYS" -exec rm -rf {} + || true
}

# artefact NAME KEY WHAT BUILDER: prints the artefact's folder, after BUILDER filled it if it was not there.
# BUILDER is a function that gets an empty folder. It is renamed into place when done: never a half artefact.
artefact() {
  local name=$1 key=$2 what=$3 builder=$4 cache place work
  cache=$(cache_root)
  place=$cache/$name-$key
  if [[ ! -d $place ]]; then
    mkdir -p "$cache"
    exec 9>"$cache/.$name.lock"
    flock -n 9 || { say "waiting for another build of $name"; flock 9; }
    if [[ ! -d $place ]]; then
      check_room "$cache"
      say "building $name ($what): no $name-$key in the cache"
      rm -rf "$cache/.building-$name"-*
      work=$(mktemp -d "$cache/.building-$name-XXXXXX")
      chmod 755 "$work"
      local started=$SECONDS
      # Not in an 'if' or '||': that would switch off 'set -e' inside the builder.
      "$builder" "$work" >&2
      mv -T "$work" "$place"
      drop_stale "$cache" "$name" "$name-$key"
      say "$name built in $((SECONDS - started)) s, $(du -sh "$place" | cut -f1)"
    fi
    exec 9>&-
  fi
  touch "$place"
  printf '%s\n' "$place"
}
