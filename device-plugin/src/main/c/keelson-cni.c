/*
 * The CNI executable: carries a request to Keelson's agent and its answer back. It understands neither side's JSON.
 *
 * Wire format (docs/cni.md): a header of 16 bytes, big-endian, then two parts.
 *   request:  "KEEL", u16 version, u16 kind, u32 length of the strings, u32 length of the data; strings each end in NUL
 *   reply:    "KEEL", u16 version, u16 kind | 0x8000, u32 exit code, u32 length of the data; data
 * One request per connection. Closing the connection before the reply arrives withdraws the request.
 *
 * A second mode, `keelson in NAMESPACE PLUGIN...`, is for an agent inside a container: it enters that mount namespace and
 * becomes the first of these executables that is there. A process with threads, which a JVM is, cannot do that itself.
 *
 * While the agent is away a DEL succeeds for a container that has nothing of ours, which <run dir>/attached/<container id>
 * tells by its absence; for one that has, and for every other verb, the answer is CNI error 11 (try again later).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef KEELSON_SOCKET
#define KEELSON_SOCKET "/run/keelson/agent.sock"
#endif
#define TIMEOUT_MS 110000 /* below kubelet's runtime request timeout of 2 minutes */
#define TIMEOUT_MS_MAX 600000

enum { MAGIC_LEN = 4, HEADER_LEN = 16, PROTOCOL = 1, KIND_CNI = 1, KIND_REPLY = 0x8000, KIND_OTHER_VERSION = 0xffff };
enum { INPUT_MAX = 1 << 20, REPLY_MAX = 1 << 22, STRINGS_MAX = 1 << 18, CONTAINER_ID_MAX = 128 };
enum { ERR_ENV = 4, ERR_IO = 5, ERR_DECODE = 6, ERR_TRY_AGAIN = 11 }; /* CNI specification, "Error" */

static const char MAGIC[] = "KEEL";
static const char VERSIONS[] =
    "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n";

extern char **environ;

static unsigned char strings[HEADER_LEN + STRINGS_MAX]; /* the request's header is built in front of its strings */
static unsigned char input[INPUT_MAX + 1];
static unsigned char reply[REPLY_MAX];

struct answer {
    uint32_t exit_code;
    uint32_t length;
};

/* Why the agent gave no answer: what was tried, and the kernel's reason or a sentence of ours. */
struct failure {
    const char *what;
    const char *why;
};

static bool write_all(int fd, const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t n = write(fd, at, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        at += n;
        length -= (size_t)n;
    }
    return true;
}

static void put_escaped(FILE *out, const char *text) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            fprintf(out, "\\%c", c);
        } else if (c < 0x20 || c >= 0x7f) {
            fputc('?', out);
        } else {
            fputc(c, out);
        }
    }
}

/* Prints a CNI error; `code` and `subject` make its message, the rest its details. */
static int fail(int cni_code, const char *code, const char *subject, const char *what, const char *why, const char *next) {
    printf("{\"cniVersion\":\"1.1.0\",\"code\":%d,\"msg\":\"%s ", cni_code, code);
    put_escaped(stdout, subject);
    printf("\",\"details\":\"");
    put_escaped(stdout, what);
    put_escaped(stdout, why);
    printf("; next: ");
    put_escaped(stdout, next);
    printf("\"}\n");
    fflush(stdout);
    return 1;
}

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A setting from the environment, which is the runtime's; a set-id program's is its caller's and is not asked. */
static const char *setting(const char *name, const char *otherwise) {
    const char *value = getauxval(AT_SECURE) ? NULL : getenv(name);
    return value && *value ? value : otherwise;
}

static int64_t timeout_ms(void) {
    const char *text = setting("KEELSON_TIMEOUT_MS", "");
    int64_t value = 0;
    for (; *text >= '0' && *text <= '9' && value <= TIMEOUT_MS_MAX; text++) {
        value = value * 10 + (*text - '0');
    }
    return *text == '\0' && value > 0 && value <= TIMEOUT_MS_MAX ? value : TIMEOUT_MS;
}

/* CNI's syntax, so that the id may become the name of a file. */
static bool valid_container_id(const char *id) {
    size_t n = 0;
    for (; id[n]; n++) {
        char c = id[n];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool mark = n > 0 && (c == '_' || c == '.' || c == '-');
        if (n == CONTAINER_ID_MAX || !(word || mark)) {
            return false;
        }
    }
    return n > 0;
}

static void put32(unsigned char *at, uint32_t value) {
    at[0] = (unsigned char)(value >> 24);
    at[1] = (unsigned char)(value >> 16);
    at[2] = (unsigned char)(value >> 8);
    at[3] = (unsigned char)value;
}

static uint32_t get32(const unsigned char *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Every CNI_* variable behind the header's place; false if they are too many. */
static bool gather_strings(size_t *length) {
    size_t used = 0;
    for (char **e = environ; *e; e++) {
        if (strncmp(*e, "CNI_", 4) != 0) {
            continue;
        }
        size_t n = strlen(*e) + 1;
        if (n > STRINGS_MAX - used) {
            return false;
        }
        memcpy(strings + HEADER_LEN + used, *e, n);
        used += n;
    }
    *length = used;
    return true;
}

/* Standard input to its end: its length, INPUT_MAX + 1 if it is longer than allowed, or -1. */
static ssize_t read_input(void) {
    size_t used = 0;
    while (used < sizeof input) {
        ssize_t n = read(STDIN_FILENO, input + used, sizeof input - used);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -1;
        }
        if (n == 0) {
            break;
        }
        used += (size_t)n;
    }
    return (ssize_t)used;
}

static bool await(int fd, short events, int64_t until) {
    struct pollfd p = {.fd = fd, .events = events};
    for (;;) {
        int64_t left = until - now_ms();
        int n = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (n > 0) {
            return true;
        }
        if (n == 0 || errno != EINTR) {
            errno = n == 0 ? ETIMEDOUT : errno;
            return false;
        }
    }
}

static bool send_all(int fd, const unsigned char *bytes, size_t length, int64_t until) {
    while (length > 0) {
        ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            if (!await(fd, POLLOUT, until)) {
                return false;
            }
        } else if (n == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool receive_all(int fd, unsigned char *bytes, size_t length, int64_t until) {
    while (length > 0) {
        ssize_t n = recv(fd, bytes, length, 0);
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (n == 0) {
            errno = ECONNRESET;
            return false;
        } else if (errno == EAGAIN) {
            if (!await(fd, POLLIN, until)) {
                return false;
            }
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static struct failure broke(const char *what) {
    return (struct failure){what, strerror(errno)};
}

static int dial(const char *path, int64_t until) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int64_t left = until - now_ms();
    /* connect waits while the agent's backlog is full, as long as a send may wait */
    struct timeval wait = {.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000 + 1};
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0) {
        return -1;
    }
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        return -1;
    }
    return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 ? fd : -1;
}

/* Asks the agent. True with its answer in `answer` and `reply`, else false with the reason. */
static bool ask(const char *path, size_t strings_len, size_t input_len, struct answer *answer, struct failure *failure) {
    int64_t until = now_ms() + timeout_ms();
    unsigned char head[HEADER_LEN];
    int fd = dial(path, until);
    if (fd < 0) {
        *failure = broke("connect: ");
        return false;
    }
    memcpy(strings, MAGIC, MAGIC_LEN);
    put32(strings + 4, (uint32_t)PROTOCOL << 16 | KIND_CNI);
    put32(strings + 8, (uint32_t)strings_len);
    put32(strings + 12, (uint32_t)input_len);
    if (!send_all(fd, strings, HEADER_LEN + strings_len, until) || !send_all(fd, input, input_len, until)) {
        *failure = broke("send: ");
        return false;
    }
    if (!receive_all(fd, head, sizeof head, until)) {
        *failure = broke("no reply: ");
        return false;
    }
    answer->exit_code = get32(head + 8);
    answer->length = get32(head + 12);
    if (memcmp(head, MAGIC, MAGIC_LEN) != 0 || (head[6] == 0xff && head[7] == 0xff)) {
        *failure = (struct failure){"", "the agent speaks another version of the protocol than this executable"};
        return false;
    }
    if (get32(head + 4) != ((uint32_t)PROTOCOL << 16 | KIND_REPLY | KIND_CNI) || answer->exit_code > 255
        || answer->length > REPLY_MAX) {
        *failure = (struct failure){"", "the reply is none of this protocol"};
        return false;
    }
    if (!receive_all(fd, reply, answer->length, until)) {
        *failure = broke("reply cut off: ");
        return false;
    }
    return true;
}

/* Whether the container has anything of ours; what cannot be looked up counts as there. */
static bool attached(const char *socket_path, const char *id) {
    char marker[512];
    const char *slash = strrchr(socket_path, '/');
    int dir = slash ? (int)(slash - socket_path) : 0;
    int n = snprintf(marker, sizeof marker, "%.*s/attached/%s", dir, socket_path, id);
    struct stat found;
    if (n < 0 || (size_t)n >= sizeof marker || lstat(marker, &found) == 0) {
        return true;
    }
    return errno != ENOENT;
}

/* A DEL that cannot reach the agent: succeeds where nothing is to be done. */
static bool nothing_to_delete(const char *verb, const char *socket_path) {
    const char *id = getenv("CNI_CONTAINERID");
    return strcmp(verb, "DEL") == 0 && id && valid_container_id(id) && !attached(socket_path, id);
}

static int carry(const char *verb, const char *path) {
    struct answer answer;
    struct failure failure;
    size_t strings_len;
    const char *id = getenv("CNI_CONTAINERID");
    if (id && !valid_container_id(id)) {
        return fail(ERR_ENV, "CNI_REQUEST_MALFORMED", "CNI_CONTAINERID", "", "not a container id",
                    "a letter or digit, then letters, digits, '_', '.', '-'; at most 128");
    }
    if (!gather_strings(&strings_len)) {
        return fail(ERR_ENV, "CNI_REQUEST_TOO_LONG", "environment", "", "more than 262144 bytes of CNI_*",
                    "shorten CNI_ARGS");
    }
    ssize_t length = read_input();
    if (length < 0) {
        return fail(ERR_IO, "CNI_REQUEST_MALFORMED", "stdin", "read: ", strerror(errno), "try again");
    }
    if (length > INPUT_MAX) {
        return nothing_to_delete(verb, path)
                   ? 0
                   : fail(ERR_DECODE, "CNI_REQUEST_TOO_LONG", "stdin", "", "more than 1048576 bytes",
                          "shorten the network configuration");
    }
    if (ask(path, strings_len, (size_t)length, &answer, &failure)) {
        return write_all(STDOUT_FILENO, reply, answer.length) ? (int)answer.exit_code : 1;
    }
    if (nothing_to_delete(verb, path)) {
        return 0;
    }
    return fail(ERR_TRY_AGAIN, "AGENT_NOT_RUNNING", path, failure.what, failure.why,
                "see that the keelson agent of this node runs; the runtime tries again by itself");
}

static int not_run(int code, const char *what) {
    fprintf(stderr, "keelson-cni: %s: %s\n", what, strerror(errno));
    return code;
}

/* Exit codes as a shell has them: 126 cannot be entered or executed, 127 not there. setns leaves it in the root directory. */
static int run_in(const char *namespace, char **programs) {
    int fd = open(namespace, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNS) != 0) {
        return not_run(126, namespace);
    }
    for (; *programs; programs++) {
        char *arguments[] = {*programs, NULL};
        execv(*programs, arguments);
        if (errno != ENOENT && errno != ENOTDIR) {
            return not_run(126, *programs);
        }
    }
    fprintf(stderr, "keelson-cni: no such executable\n");
    return 127;
}

int main(int argc, char **argv) {
    if (argc > 3 && strcmp(argv[1], "in") == 0) {
        return run_in(argv[2], argv + 3);
    }
    signal(SIGPIPE, SIG_IGN);
    if (argc > 1) {
        static const char usage[] = "keelson-cni: a CNI plugin; a container runtime calls it, see docs/cni.md\n";
        write_all(STDERR_FILENO, usage, sizeof usage - 1);
        return 2;
    }
    const char *verb = getenv("CNI_COMMAND");
    if (!verb) {
        return fail(ERR_ENV, "CNI_REQUEST_MALFORMED", "CNI_COMMAND", "", "not set",
                    "this is a CNI plugin; a container runtime calls it");
    }
    if (strcmp(verb, "VERSION") == 0) { /* known here: no agent needed, and none that hangs in the way */
        return write_all(STDOUT_FILENO, VERSIONS, sizeof VERSIONS - 1) ? 0 : 1;
    }
    const char *path = setting("KEELSON_SOCKET", KEELSON_SOCKET);
    return carry(verb, *path == '/' ? path : KEELSON_SOCKET);
}
