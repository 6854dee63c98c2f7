/* The baseline of `hw-tests/bin/bench inventory`: reads what a scan reads, one open/read/close or readlink each, and counts.
 * Usage: scan ROOT [TIMES]; with TIMES it prints the median microseconds of that many scans. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long bytes;
static int pfs, vfs;

static int text(const char *dir, const char *name) {
    char path[512], buffer[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, buffer, sizeof buffer);
    close(fd);
    bytes += n > 0 ? n : 0;
    return 1;
}

static void target(const char *dir, const char *name) {
    char path[512], buffer[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    ssize_t n = readlink(path, buffer, sizeof buffer);
    bytes += n > 0 ? n : 0;
}

static void texts(const char *dir, const char *const *names) {
    for (; *names; names++)
        text(dir, *names);
}

static void netdevs(const char *dir) {
    static const char *const names[] = {"ifindex", "address", "mtu", "flags", "carrier", 0};
    char path[512];
    snprintf(path, sizeof path, "%s/net", dir);
    DIR *net = opendir(path);
    if (!net)
        return;
    for (struct dirent *e; (e = readdir(net));)
        if (e->d_name[0] != '.') {
            char one[800];
            snprintf(one, sizeof one, "%s/%s", path, e->d_name);
            texts(one, names);
        }
    closedir(net);
}

static void function(const char *dir) {
    static const char *const names[] = {"vendor", "device", "driver_override", "numa_node", 0};
    texts(dir, names);
    target(dir, "driver");
    netdevs(dir);
}

static void physical(const char *bus, const char *dir) {
    static const char *const names[] = {"class", "sriov_numvfs", "sriov_drivers_autoprobe", "sriov_offset", "sriov_stride",
                                        "sriov_vf_device", 0};
    texts(dir, names);
    function(dir);
    pfs++;
    DIR *all = opendir(dir);
    for (struct dirent *e; all && (e = readdir(all));)
        if (!strncmp(e->d_name, "virtfn", 6)) {
            char link[512], to[512], vf[512];
            snprintf(link, sizeof link, "%s/%s", dir, e->d_name);
            ssize_t n = readlink(link, to, sizeof to - 1);
            if (n <= 0)
                continue;
            to[n] = 0;
            snprintf(vf, sizeof vf, "%s/%s", bus, strrchr(to, '/') + 1);
            target(vf, "physfn");
            function(vf);
            vfs++;
        }
    if (all)
        closedir(all);
}

static void scan(const char *root) {
    char bus[256];
    pfs = vfs = 0;
    snprintf(bus, sizeof bus, "%s/sys/bus/pci/devices", root);
    DIR *all = opendir(bus);
    for (struct dirent *e; all && (e = readdir(all));)
        if (e->d_name[0] != '.') {
            char dir[512];
            target(bus, e->d_name);
            snprintf(dir, sizeof dir, "%s/%s", bus, e->d_name);
            target(dir, "iommu_group");
            if (text(dir, "sriov_totalvfs"))
                physical(bus, dir);
        }
    if (all)
        closedir(all);
}

static int compare(const void *a, const void *b) {
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    int times = argc > 2 ? atoi(argv[2]) : 1;
    if (argc < 2 || times < 1 || times > 1000)
        return 2;
    long us[1000];
    for (int i = 0; i < times; i++) {
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        scan(argv[1]);
        clock_gettime(CLOCK_MONOTONIC, &b);
        us[i] = (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000;
    }
    qsort(us, times, sizeof *us, compare);
    printf("pfs %d\nvfs %d\nscan_us %ld\n", pfs, vfs, us[times / 2]);
    return 0;
}
