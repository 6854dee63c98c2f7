package io.keelson.vf.netlink;

import io.keelson.vf.model.Errno;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How a message of type error or done ends a conversation: the errno, absent for success, and the extended
 * acknowledgement's text. Source: {@code struct nlmsgerr} in {@code linux/netlink.h}.
 */
record NetlinkError(Optional<Errno> errno, Optional<String> text) {
    private static final int CAPPED = 0x100;
    private static final int TLVS = 0x200;
    private static final int ATTR_MSG = 1;
    private static final int MAX_ERRNO = 4095;

    static NetlinkError parse(NetlinkMessage message) throws MalformedNetlink {
        if (message.type() == NetlinkMessage.DONE && message.payload().limit() < Integer.BYTES) {
            return new NetlinkError(Optional.empty(), Optional.empty());
        }
        message.tail(Integer.BYTES);
        int error = message.payload().getInt(0);
        if (error > 0 || error < -MAX_ERRNO) {
            throw new MalformedNetlink("an error of number " + error);
        }
        Optional<Errno> errno = error == 0 ? Optional.empty() : Optional.of(new Errno(-error));
        return new NetlinkError(errno, text(message));
    }

    private static Optional<String> text(NetlinkMessage message) throws MalformedNetlink {
        if ((message.flags() & TLVS) == 0) {
            return Optional.empty();
        }
        return message.attributesAfter(headOf(message)).text(ATTR_MSG).filter(t -> !t.isBlank());
    }

    /** The error number, then for an error the request's header and, unless left out, what followed it. */
    private static int headOf(NetlinkMessage message) throws MalformedNetlink {
        if (message.type() == NetlinkMessage.DONE) {
            return Integer.BYTES;
        }
        ByteBuffer request = message.tail(Integer.BYTES);
        if (request.limit() < NetlinkRequest.HEADER) {
            throw new MalformedNetlink("an error without the request's header");
        }
        int length = (message.flags() & CAPPED) != 0 ? NetlinkRequest.HEADER : request.getInt(0);
        if (length < NetlinkRequest.HEADER || length > request.limit()) {
            throw new MalformedNetlink("an error about a request of " + length + " bytes");
        }
        return Math.min(message.payload().limit(), Integer.BYTES + NetlinkMessage.align(length));
    }
}
