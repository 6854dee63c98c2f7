package io.keelson.vf.netlink;

import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;

/** How failures on a netlink socket are told. */
final class NetlinkProblems {
    private static final Errno ENOBUFS = new Errno(105);
    private static final Errno EMSGSIZE = new Errno(90);
    private static final Errno ENETDOWN = new Errno(100);
    private static final Errno ENETUNREACH = new Errno(101);

    private NetlinkProblems() {}

    static HostException refused(String purpose, Subject subject, NetlinkError error) {
        Errno errno = error.errno().orElse(Errno.EIO);
        String said = error.text().map(t -> "; it says: " + t).orElse("");
        return new HostException(
                Problem.of(Code.KERNEL_REFUSED, subject, purpose + ": the kernel refuses" + said, hint(errno), errno));
    }

    static HostException unreachable(String purpose, Subject subject, LibcException e) {
        if (e.is(Errno.EAGAIN)) {
            return new HostException(
                    Problem.of(
                            Code.KERNEL_UNREACHABLE,
                            subject,
                            purpose + ": no reply from the kernel in time",
                            "try again; a driver may be busy with its firmware",
                            Errno.ETIMEDOUT),
                    e);
        }
        if (e.is(ENOBUFS)) {
            return new HostException(
                    Problem.of(Code.KERNEL_UNREACHABLE, subject, purpose + ": replies were lost", "try again", ENOBUFS),
                    e);
        }
        return new HostException(
                Problem.of(
                        Code.KERNEL_REFUSED,
                        subject,
                        purpose + ": " + e.call() + " failed",
                        hint(e.errno()),
                        e.errno()),
                e);
    }

    static HostException malformed(String purpose, Subject subject, MalformedNetlink e) {
        return new HostException(
                Problem.of(
                        Code.NETLINK_MALFORMED,
                        subject,
                        purpose + ": " + e.getMessage(),
                        "try again; if it stays, report it with the kernel's version"),
                e);
    }

    private static String hint(Errno errno) {
        if (errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES)) {
            return "run as root with CAP_NET_ADMIN and CAP_NET_RAW";
        }
        if (errno.equals(Errno.EOPNOTSUPP) || errno.equals(Errno.EPROTONOSUPPORT)) {
            return "the driver or the kernel lacks this: leave it out";
        }
        if (errno.equals(Errno.EEXIST)) {
            return "there is one already: choose another, or remove it";
        }
        if (errno.equals(Errno.EBUSY)) {
            return "something holds it: try again when it is idle";
        }
        if (errno.equals(Errno.ENODEV)) {
            return "the netdev is gone: run 'keelson inventory'";
        }
        if (errno.equals(ENETDOWN) || errno.equals(ENETUNREACH)) {
            return "see that the interface is up and the gateway is on its link";
        }
        if (errno.equals(EMSGSIZE)) {
            return "the answer does not fit a message";
        }
        return "see the kernel log (dmesg) for the driver's reason";
    }
}
