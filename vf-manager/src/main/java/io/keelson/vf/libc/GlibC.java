package io.keelson.vf.libc;

import java.nio.ByteBuffer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int32_t;

/**
 * The C functions as jnr binds them; public only because jnr implements it from another class loader. Use {@link Libc}.
 */
public interface GlibC {
    int open(@In String path, int flags, int mode);

    int close(int fd);

    @ssize_t
    long read(int fd, @Out ByteBuffer into, @size_t long length);

    @ssize_t
    long write(int fd, @In ByteBuffer bytes, @size_t long length);

    int fstatfs(int fd, @Out ByteBuffer statfs);

    int ioctl(int fd, long request);

    int setns(int fd, int type);

    int flock(int fd, int operation);

    int socket(int domain, int type, int protocol);

    int bind(int fd, @In byte[] address, int length);

    int getsockname(int fd, @Out byte[] address, @In @Out int[] length);

    @ssize_t
    long sendto(int fd, @In ByteBuffer bytes, @size_t long length, int flags, @In byte[] to, int toLength);

    @ssize_t
    long recvfrom(
            int fd,
            @Out ByteBuffer into,
            @size_t long length,
            int flags,
            @Out byte[] sender,
            @In @Out int[] senderLength);

    int setsockopt(int fd, int level, int option, @In byte[] value, int length);

    int getsockopt(int fd, int level, int option, @Out byte[] value, @In @Out int[] length);

    int eventfd(@u_int32_t int initial, int flags);

    int poll(@In @Out ByteBuffer table, long count, int millis);
}
