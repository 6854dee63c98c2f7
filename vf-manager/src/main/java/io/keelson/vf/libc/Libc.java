package io.keelson.vf.libc;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * System calls by their names in section 2 of the manual. Each fails with {@link LibcException} and the errno; a call that a
 * signal interrupted is made again. Descriptors are opened close-on-exec. Buffers must be direct; structures are raw bytes
 * in host byte order.
 */
public interface Libc {
    int O_RDONLY = 0;
    int O_WRONLY = 1;
    int O_RDWR = 2;
    int O_CREAT = 0x40;
    int O_PATH = 0x20_0000;

    int AF_UNIX = 1;
    int AF_INET = 2;
    int AF_INET6 = 10;
    int AF_NETLINK = 16;
    int AF_PACKET = 17;
    int SOCK_DGRAM = 2;
    int SOCK_RAW = 3;
    int SOL_SOCKET = 1;
    int SO_RCVBUF = 8;
    int SO_RCVTIMEO = 20;
    int SO_RCVBUFFORCE = 33;
    int SO_NETNS_COOKIE = 71;
    int MSG_PEEK = 0x02;
    int MSG_TRUNC = 0x20;
    int MSG_DONTWAIT = 0x40;

    int CLONE_NEWNET = 0x4000_0000;

    /** Opens a path; {@code O_CLOEXEC} is added, {@code mode} matters with {@code O_CREAT} only. */
    Fd open(String path, int flags, int mode) throws LibcException;

    /** Closes a descriptor by number; for {@link Fd} only. A failure is ignored: Linux has released it all the same. */
    void close(int number);

    /** Bytes read into the buffer from its position on, which is not moved; 0 at the end. */
    int read(Fd fd, ByteBuffer into) throws LibcException;

    /** Bytes written of those between the buffer's position and limit; the position is not moved. */
    int write(Fd fd, ByteBuffer bytes) throws LibcException;

    /** The file system's magic number (fstatfs, {@code f_type}). */
    long fileSystem(Fd fd) throws LibcException;

    /** Which kind of namespace the descriptor names, a {@code CLONE_NEW*} value; source: man 2 ioctl_ns. */
    int namespaceType(Fd fd) throws LibcException;

    /** Moves the calling thread, and it alone, to the namespace. Only {@code vf.netns} may call this. */
    void setns(Fd namespace, int type) throws LibcException;

    /** Takes an exclusive lock without waiting; fails with {@code EAGAIN} while another open file holds it (flock). */
    void lock(Fd fd) throws LibcException;

    /** Opens a socket in the calling thread's network namespace; {@code SOCK_CLOEXEC} is added. */
    Fd socket(int domain, int type, int protocol) throws LibcException;

    /** Binds to a raw socket address. */
    void bind(Fd fd, byte[] address) throws LibcException;

    /** The socket's own raw address (getsockname). */
    byte[] name(Fd fd) throws LibcException;

    /** Sends what lies between the buffer's position and limit to a raw address (sendto). */
    void send(Fd fd, ByteBuffer bytes, byte[] to) throws LibcException;

    /** Receives one datagram of at most {@code max} bytes at the buffer's position, which is not moved (recvfrom). */
    Datagram receive(Fd fd, ByteBuffer into, int max, int flags) throws LibcException;

    /** Sets a socket option to raw bytes. */
    void setOption(Fd fd, int level, int option, byte[] value) throws LibcException;

    /** Reads a socket option of this many bytes. */
    byte[] option(Fd fd, int level, int option, int length) throws LibcException;

    /** A counter to wake a {@link #readable} with (eventfd, non-blocking). */
    Fd eventFd() throws LibcException;

    /** Waits until one of the descriptors can be read or has an error, or the time is over (poll): those that can. */
    List<Fd> readable(List<Fd> fds, Duration atMost) throws LibcException;
}
