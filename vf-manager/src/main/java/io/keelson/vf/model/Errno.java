package io.keelson.vf.model;

import java.util.Locale;

/** An error number of Linux (asm-generic), as the kernel returned it; positive. Source: man 3 errno. */
public record Errno(int number) {
    public static final Errno EPERM = new Errno(1);
    public static final Errno ENOENT = new Errno(2);
    public static final Errno EIO = new Errno(5);
    public static final Errno EAGAIN = new Errno(11);
    public static final Errno EACCES = new Errno(13);
    public static final Errno EBUSY = new Errno(16);
    public static final Errno EEXIST = new Errno(17);
    public static final Errno ENODEV = new Errno(19);
    public static final Errno EINVAL = new Errno(22);
    public static final Errno ERANGE = new Errno(34);
    public static final Errno EOPNOTSUPP = new Errno(95);
    public static final Errno EADDRNOTAVAIL = new Errno(99);
    public static final Errno EPROTONOSUPPORT = new Errno(93);
    public static final Errno ETIMEDOUT = new Errno(110);

    private static final String[] NAMES = names();

    public Errno {
        if (number <= 0 || number > 4095) {
            throw new IllegalArgumentException("not an errno: " + number);
        }
    }

    /** The symbol, such as {@code EBUSY}, or {@code errno-<n>} for one this table lacks. */
    public String symbol() {
        return number < NAMES.length && !NAMES[number].isEmpty()
                ? NAMES[number]
                : String.format(Locale.ROOT, "errno-%d", number);
    }

    @Override
    public String toString() {
        return symbol();
    }

    private static String[] names() {
        String low =
                "- EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK"
                        + " EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS"
                        + " EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP";
        String[] table = new String[116];
        java.util.Arrays.fill(table, "");
        String[] first = low.split(" ");
        System.arraycopy(first, 1, table, 1, first.length - 1);
        String high = "61 ENODATA 71 EPROTO 75 EOVERFLOW 88 ENOTSOCK 90 EMSGSIZE 93 EPROTONOSUPPORT 95 EOPNOTSUPP"
                + " 97 EAFNOSUPPORT 98 EADDRINUSE 99 EADDRNOTAVAIL 100 ENETDOWN 101 ENETUNREACH 104 ECONNRESET 105 ENOBUFS"
                + " 107 ENOTCONN 110 ETIMEDOUT 111 ECONNREFUSED 113 EHOSTUNREACH 114 EALREADY 115 EINPROGRESS";
        String[] pairs = high.split(" ");
        for (int i = 0; i < pairs.length; i += 2) {
            table[(int) KernelText.decimal(pairs[i]).orElseThrow()] = pairs[i + 1];
        }
        return table;
    }
}
