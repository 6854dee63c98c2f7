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

copy_netdev() {
    copy_files "$1" address mtu ifindex flags carrier dev_port phys_port_name phys_switch_id type
}

# copy_children DEVICE: what drivers and buses hang below a function or sub-function
copy_children() {
    for netdev in "$root$1"/net/*; do
        copy_netdev "${netdev#"$root"}"
    done
    for virtio in "$root$1"/virtio[0-9]*; do
        [ -d "$virtio" ] || continue
        copy_links "${virtio#"$root"}" driver
        for netdev in "$virtio"/net/*; do
            copy_netdev "${netdev#"$root"}"
        done
    done
    for rdma in "$root$1"/infiniband/*; do
        [ -d "$rdma" ] || continue
        mkdir -p "$dest$1/infiniband/${rdma##*/}"
        copy_files "$1/infiniband/${rdma##*/}" node_type
        copy_files "$1/infiniband/${rdma##*/}/ports/1/pkeys" 0
    done
    for node in "$root$1"/infiniband_cm/* "$root$1"/infiniband_mad/* "$root$1"/infiniband_verbs/*; do
        copy_files "${node#"$root"}" ibdev
    done
    for node in "$root$1"/uio/*; do
        copy_files "${node#"$root"}" name
    done
}

# copy_bus BUS: its devices that lie below a PCI function, and their drivers
copy_bus() {
    for link in "$root/sys/bus/$1/devices"/*; do
        real=$(readlink -f "$link") || continue
        case $real in *.[0-7]/*) ;; *) continue ;; esac
        device=${real#"$root"}
        copy_links "/sys/bus/$1/devices" "${link##*/}"
        mkdir -p "$dest$device"
        copy_files "$device" sfnum
        copy_links "$device" driver
        for node in "$real"/vhost-vdpa-*; do
            copy_files "${node#"$root"}" dev
        done
        copy_children "$device"
    done
}

for link in "$root$devices"/*; do
    address=${link##*/}
    copy_links "$devices" "$address"
    real=$(readlink -f "$link") || continue
    device=${real#"$root"}
    copy_files "$device" class vendor device
    copy_links "$device" iommu_group
    case $(cat "$real/class" 2>/dev/null) in
        0x02* | 0x12*) ;;
        *) if [ ! -e "$real/sriov_totalvfs" ] && [ ! -e "$real/physfn" ]; then
            continue # only there so that IOMMU groups count it
        fi ;;
    esac
    copy_files "$device" acpi_index driver_override numa_node sriov_totalvfs sriov_numvfs sriov_offset sriov_stride \
        sriov_vf_device sriov_drivers_autoprobe
    copy_links "$device" driver physfn
    for virtfn in "$real"/virtfn*; do
        copy_links "$device" "${virtfn##*/}"
    done
    copy_children "$device"
done

copy_bus vdpa
copy_bus auxiliary
if [ -e "$root/sys/class/misc/rdma_cm" ]; then
    mkdir -p "$dest/sys/class/misc/rdma_cm"
    printf '%s\n' present >"$dest/sys/class/misc/rdma_cm/state"
fi
