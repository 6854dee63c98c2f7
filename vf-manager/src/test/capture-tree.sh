#!/bin/sh
# Captures what the sysfs scan reads of a running Linux, and nothing else, as a tree of real files and relative links:
#
#   capture-tree.sh DEST [ROOT]      then: keelson inventory --host-root DEST
#
# ROOT is where the host's /sys is found, "/" if not given. DEST must not exist. Run it as root: some attributes are 0400.
# An attribute that cannot be read (phys_port_name of many drivers, carrier of an interface that is down) is left out, and
# so is an empty net/, which git would not keep either: to the scan both are the same.
set -eu

usage() {
    sed -n 's/^# \{0,1\}//; 2,8p' "$0" >&2
    exit 2
}

if [ $# -lt 1 ] || [ $# -gt 2 ] || [ -e "$1" ]; then usage; fi
dest=$1
root=$(cd -P "${2:-/}" && pwd)
root=${root%/}
devices=/sys/bus/pci/devices
[ -d "$root$devices" ] || { echo "capture-tree: no $root$devices" >&2; exit 1; }

# copy_files DIR NAME...: attributes, as far as they are there and readable
copy_files() {
    dir=$1
    shift
    for name in "$@"; do
        if [ -f "$root$dir/$name" ] && text=$(cat "$root$dir/$name" 2>/dev/null); then
            mkdir -p "$dest$dir"
            printf '%s\n' "$text" >"$dest$dir/$name"
        fi
    done
}

# copy_links DIR NAME...: links with the text they have, which in sysfs is relative
copy_links() {
    dir=$1
    shift
    for name in "$@"; do
        if [ -L "$root$dir/$name" ]; then
            mkdir -p "$dest$dir"
            ln -s "$(readlink "$root$dir/$name")" "$dest$dir/$name"
        fi
    done
}

for link in "$root$devices"/*; do
    address=${link##*/}
    copy_links "$devices" "$address"
    real=$(readlink -f "$link") || continue
    device=${real#"$root"}
    copy_files "$device" class vendor device
    copy_links "$device" iommu_group
    if [ ! -e "$real/sriov_totalvfs" ] && [ ! -e "$real/physfn" ]; then
        continue # only there so that IOMMU groups count it
    fi
    copy_files "$device" driver_override numa_node sriov_totalvfs sriov_numvfs sriov_offset sriov_stride \
        sriov_vf_device sriov_drivers_autoprobe
    copy_links "$device" driver physfn
    for virtfn in "$real"/virtfn*; do
        copy_links "$device" "${virtfn##*/}"
    done
    for netdev in "$real"/net/*; do
        copy_files "$device/net/${netdev##*/}" address mtu ifindex flags carrier dev_port phys_port_name phys_switch_id
    done
done
