#!/usr/bin/env bash
# Installs what building and testing Keelson needs, and says what. Safe to repeat: what is there stays as it is.
set -euo pipefail

# command -> Debian package that has it
needs=(
  "javac:openjdk-17-jdk-headless"
  "mvn:maven"
  "musl-gcc:musl-tools"
  "make:make"
  "ip:iproute2"
  "unshare:util-linux"
  "git:git"
  "python3:python3"
  "shellcheck:shellcheck"
)

# One that answers already will do.
docker info >/dev/null 2>&1 || needs+=("dockerd:docker.io")

missing=()
PATH=$PATH:/usr/sbin:/sbin
for need in "${needs[@]}"; do
  command -v "${need%%:*}" >/dev/null 2>&1 || missing+=("${need#*:}")
done
# python3-minimal brings the command without its library.
if command -v python3 >/dev/null 2>&1 && ! python3 -c 'import xml.etree.ElementTree' 2>/dev/null; then
  missing+=(python3)
fi

if [ "${#missing[@]}" -eq 0 ]; then
  echo "setup: nothing to install"
else
  echo "setup: installing ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    echo "setup: needs root to install packages; run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

version=$(javac -version 2>&1 | sed -E 's/[^0-9]*([0-9]+).*/\1/')
if [ "$version" -lt 17 ]; then
  echo "setup: javac is version $version, 17 or newer is needed: install openjdk-17-jdk-headless and set JAVA_HOME" >&2
  exit 1
fi
echo "setup: javac $version, $(mvn -v 2>/dev/null | sed -n "s/.*\(Apache Maven [0-9.]*\).*/\1/p")"
