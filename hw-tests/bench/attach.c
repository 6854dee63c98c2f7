/* The baseline of `hw-tests/bin/bench attach`: the netlink messages of one attachment and one release, in the agent's order and of
 * the agent's kinds, with nothing between them (docs/benchmarks.md lists them). What it takes is the kernel's share.
 * Usage: attach NETDEV PF NETNS TIMES, PF being - where there is none, as for a veth; prints "kernel_us ADD n" and "kernel_us DEL n" each time. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NETLINK_STRICT 12 /* NETLINK_GET_STRICT_CHK */
#define SOL_NL 270        /* SOL_NETLINK */
#define VF_MASK 1         /* RTEXT_FILTER_VF */
#define NO_STATS 8        /* RTEXT_FILTER_SKIP_STATS */

static char bytes[1 << 16];
static int own, pod, messages;
static unsigned seq;

struct ask {
    struct nlmsghdr head;
    char rest[256];
};

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int talk(void) {
    int one = 1, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct sockaddr_nl any = {.nl_family = AF_NETLINK};
    if (fd < 0 || setsockopt(fd, SOL_NL, NETLINK_STRICT, &one, sizeof one) || bind(fd, (struct sockaddr *)&any, sizeof any))
        die("netlink");
    return fd;
}

/* A socket of the pod's namespace. */
static int talk_there(void) {
    if (setns(pod, CLONE_NEWNET))
        die("setns");
    int fd = talk();
    if (setns(own, CLONE_NEWNET))
        die("setns");
    return fd;
}

static struct ask start(int type, int flags, const void *body, int length) {
    struct ask a = {.head = {.nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags, .nlmsg_seq = ++seq}};
    memcpy(a.rest, body, length);
    a.head.nlmsg_len = NLMSG_LENGTH(length);
    return a;
}

static void put(struct ask *a, int type, const void *value, int length) {
    struct rtattr *r = (struct rtattr *)((char *)a + NLMSG_ALIGN(a->head.nlmsg_len));
    r->rta_type = type;
    r->rta_len = RTA_LENGTH(length);
    memcpy(RTA_DATA(r), value, length);
    a->head.nlmsg_len = NLMSG_ALIGN(a->head.nlmsg_len) + RTA_ALIGN(r->rta_len);
}

static void put_int(struct ask *a, int type, int value) {
    put(a, type, &value, sizeof value);
}

/* Sends, and reads to the end of the answer, asking for each length first as the agent does; gives the interface's index. */
static int send_and_read(int fd, struct ask *a) {
    int index = 0, more = 1, dump = a->head.nlmsg_flags & NLM_F_ROOT && a->head.nlmsg_type != RTM_NEWADDR;
    messages++;
    if (send(fd, a, a->head.nlmsg_len, 0) < 0)
        die("send");
    while (more) {
        if (recv(fd, bytes, 0, MSG_PEEK | MSG_TRUNC) < 0)
            die("recv");
        int n = recv(fd, bytes, sizeof bytes, 0);
        for (struct nlmsghdr *h = (void *)bytes; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_type == NLMSG_ERROR && (errno = -*(int *)NLMSG_DATA(h)))
                die("the kernel refused");
            more = dump && h->nlmsg_type != NLMSG_DONE;
            if (h->nlmsg_type == RTM_NEWLINK)
                index = ((struct ifinfomsg *)NLMSG_DATA(h))->ifi_index;
        }
    }
    return index;
}

static int link_named(int fd, const char *name, int mask) {
    struct ifinfomsg any = {0};
    struct ask a = start(RTM_GETLINK, 0, &any, sizeof any);
    put(&a, IFLA_IFNAME, name, strlen(name) + 1);
    put_int(&a, IFLA_EXT_MASK, mask);
    return send_and_read(fd, &a);
}

static int link_of(int fd, int index) {
    struct ifinfomsg of = {.ifi_index = index};
    struct ask a = start(RTM_GETLINK, 0, &of, sizeof of);
    put_int(&a, IFLA_EXT_MASK, NO_STATS);
    return send_and_read(fd, &a);
}

/* All netdevs of a namespace; the last is the one that came last. */
static int links(int fd) {
    struct ifinfomsg any = {0};
    struct ask a = start(RTM_GETLINK, NLM_F_DUMP, &any, sizeof any);
    put_int(&a, IFLA_EXT_MASK, NO_STATS);
    return send_and_read(fd, &a);
}

static void addresses(int fd, int index) {
    struct ifaddrmsg of = {.ifa_index = index};
    struct ask a = start(RTM_GETADDR, NLM_F_DUMP, &of, sizeof of);
    send_and_read(fd, &a);
}

static void add_address(int fd, int index) {
    struct ifaddrmsg of = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = index};
    struct in_addr address = {inet_addr("10.98.0.2")};
    struct ask a = start(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &of, sizeof of);
    put(&a, IFA_LOCAL, &address, sizeof address);
    put(&a, IFA_ADDRESS, &address, sizeof address);
    send_and_read(fd, &a);
}

static void set_up(int fd, int index, int up) {
    struct ifinfomsg of = {.ifi_index = index, .ifi_flags = up ? IFF_UP : 0, .ifi_change = IFF_UP};
    struct ask a = start(RTM_SETLINK, NLM_F_ACK, &of, sizeof of);
    send_and_read(fd, &a);
}

static void move(int fd, int index, int netns, const char *name) {
    struct ifinfomsg of = {.ifi_index = index};
    struct ask a = start(RTM_SETLINK, NLM_F_ACK, &of, sizeof of);
    put_int(&a, IFLA_NET_NS_FD, netns);
    put(&a, IFLA_IFNAME, name, strlen(name) + 1);
    send_and_read(fd, &a);
}

static void add(int host, const char *name) {
    int index = link_named(host, name, NO_STATS); /* MTU */
    int there = talk_there();
    links(there); /* not there yet */
    move(host, index, pod, "net1");
    link_of(there, index);
    addresses(there, index); /* address: is it there, add, verified */
    add_address(there, index);
    addresses(there, index);
    link_of(there, index); /* up: is it, set, verified */
    set_up(there, index, 1);
    link_of(there, index);
    close(there);
    for (int i = 0; i < 2; i++) { /* read back; who announces */
        there = talk_there();
        links(there);
        close(there);
    }
}

static void del(int host, const char *name, const char *pf) {
    int there = talk_there(), index = links(there);
    set_up(there, index, 0);
    link_of(there, index);
    link_of(there, index); /* altnames */
    move(there, index, own, name);
    link_of(host, index);
    close(there);
    if (strcmp(pf, "-"))
        link_named(host, pf, VF_MASK | NO_STATS); /* the proof */
}

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

int main(int argc, char **argv) {
    if (argc != 5 || (own = open("/proc/self/ns/net", O_RDONLY)) < 0 || (pod = open(argv[3], O_RDONLY)) < 0)
        return 2;
    int host = talk();
    for (int i = 0; i < atoi(argv[4]); i++) {
        long began = now();
        add(host, argv[1]);
        printf("kernel_us ADD %ld\n", now() - began);
        began = now();
        del(host, argv[1], argv[2]);
        printf("kernel_us DEL %ld\n", now() - began);
    }
    fprintf(stderr, "%d netlink messages\n", messages);
    return 0;
}
