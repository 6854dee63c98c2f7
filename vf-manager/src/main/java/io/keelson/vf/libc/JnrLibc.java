package io.keelson.vf.libc;

import io.keelson.vf.model.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** The GNU C library of this process by jnr-ffi. One instance is made at start and handed to whoever needs it. */
public final class JnrLibc implements Libc {
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final long NS_GET_NSTYPE = 0xb703;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int ADDRESS_MAX = 128;
    private static final int STATFS_MAX = 256;
    private static final short POLLIN = 1;
    private static final int POLLFD_SIZE = 8;
    private static final int EINTR = 4;

    private final GlibC c;
    private final Runtime runtime;

    private JnrLibc(GlibC c) {
        this.c = c;
        this.runtime = Runtime.getRuntime(c);
    }

    /** Loads the library; costs a tenth of a second or more, once. */
    public static Libc load() {
        return new JnrLibc(LibraryLoader.create(GlibC.class).load("c"));
    }

    @Override
    public Fd open(String path, int flags, int mode) throws LibcException {
        return fd("open", () -> c.open(path, flags | O_CLOEXEC, mode));
    }

    @Override
    public void close(int number) {
        c.close(number);
    }

    @Override
    public int read(Fd fd, ByteBuffer into) throws LibcException {
        return (int) retry("read", () -> c.read(fd.number(), direct(into), into.remaining()));
    }

    @Override
    public int write(Fd fd, ByteBuffer bytes) throws LibcException {
        return (int) retry("write", () -> c.write(fd.number(), direct(bytes), bytes.remaining()));
    }

    @Override
    public long fileSystem(Fd fd) throws LibcException {
        ByteBuffer statfs = ByteBuffer.allocateDirect(STATFS_MAX).order(ByteOrder.nativeOrder());
        retry("fstatfs", () -> c.fstatfs(fd.number(), statfs));
        return statfs.getLong(0);
    }

    @Override
    public int namespaceType(Fd fd) throws LibcException {
        return (int) retry("ioctl(NS_GET_NSTYPE)", () -> c.ioctl(fd.number(), NS_GET_NSTYPE));
    }

    @Override
    public void setns(Fd namespace, int type) throws LibcException {
        retry("setns", () -> c.setns(namespace.number(), type));
    }

    @Override
    public void lock(Fd fd) throws LibcException {
        retry("flock", () -> c.flock(fd.number(), LOCK_EX_NB));
    }

    @Override
    public Fd socket(int domain, int type, int protocol) throws LibcException {
        return fd("socket", () -> c.socket(domain, type | O_CLOEXEC, protocol));
    }

    @Override
    public void bind(Fd fd, byte[] address) throws LibcException {
        retry("bind", () -> c.bind(fd.number(), address, address.length));
    }

    @Override
    public byte[] name(Fd fd) throws LibcException {
        byte[] address = new byte[ADDRESS_MAX];
        int[] length = {ADDRESS_MAX};
        retry("getsockname", () -> c.getsockname(fd.number(), address, length));
        return Arrays.copyOf(address, Math.min(length[0], ADDRESS_MAX));
    }

    @Override
    public void send(Fd fd, ByteBuffer bytes, byte[] to) throws LibcException {
        retry("sendto", () -> c.sendto(fd.number(), direct(bytes), bytes.remaining(), 0, to, to.length));
    }

    @Override
    public Datagram receive(Fd fd, ByteBuffer into, int max, int flags) throws LibcException {
        if (max > direct(into).remaining()) {
            throw new IllegalArgumentException("the buffer is shorter than what may be received");
        }
        byte[] sender = new byte[ADDRESS_MAX];
        int[] length = {ADDRESS_MAX};
        long n = retry("recvfrom", () -> {
            length[0] = ADDRESS_MAX;
            return c.recvfrom(fd.number(), into, max, flags, sender, length);
        });
        int known = Math.min(length[0], ADDRESS_MAX);
        return new Datagram((int) n, ByteBuffer.wrap(sender, 0, known).order(ByteOrder.nativeOrder()));
    }

    @Override
    public void setOption(Fd fd, int level, int option, byte[] value) throws LibcException {
        retry("setsockopt", () -> c.setsockopt(fd.number(), level, option, value, value.length));
    }

    @Override
    public byte[] option(Fd fd, int level, int option, int length) throws LibcException {
        byte[] value = new byte[length];
        int[] room = {length};
        retry("getsockopt", () -> c.getsockopt(fd.number(), level, option, value, room));
        return Arrays.copyOf(value, Math.min(room[0], length));
    }

    @Override
    public Fd eventFd() throws LibcException {
        return fd("eventfd", () -> c.eventfd(0, O_CLOEXEC | EFD_NONBLOCK));
    }

    @Override
    public List<Fd> readable(List<Fd> fds, Duration atMost) throws LibcException {
        ByteBuffer table = ByteBuffer.allocateDirect(fds.size() * POLLFD_SIZE).order(ByteOrder.nativeOrder());
        for (int i = 0; i < fds.size(); i++) {
            table.putInt(i * POLLFD_SIZE, fds.get(i).number()).putShort(i * POLLFD_SIZE + 4, POLLIN);
        }
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(0, atMost.toMillis()));
        retry("poll", () -> c.poll(table, fds.size(), millis));
        List<Fd> ready = new ArrayList<>();
        for (int i = 0; i < fds.size(); i++) {
            if (table.getShort(i * POLLFD_SIZE + 6) != 0) {
                ready.add(fds.get(i));
            }
        }
        return ready;
    }

    private Fd fd(String call, LongSupplier attempt) throws LibcException {
        return new Fd(this, (int) retry(call, attempt));
    }

    private long retry(String call, LongSupplier attempt) throws LibcException {
        while (true) {
            long result = attempt.getAsLong();
            if (result >= 0) {
                return result;
            }
            int errno = runtime.getLastError();
            if (errno != EINTR) {
                throw new LibcException(call, new Errno(errno));
            }
        }
    }

    private static ByteBuffer direct(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("a direct buffer is needed");
        }
        return buffer;
    }
}
