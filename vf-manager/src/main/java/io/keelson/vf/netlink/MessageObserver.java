package io.keelson.vf.netlink;

/** Told of every netlink message that is sent, for counting; must be quick and safe from any thread. */
@FunctionalInterface
public interface MessageObserver {
    /** Counts nothing. */
    MessageObserver NONE = purpose -> {};

    /** A request with this purpose ({@code set link up}) is about to be sent. */
    void sending(String purpose);
}
