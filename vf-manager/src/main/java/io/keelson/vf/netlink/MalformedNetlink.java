package io.keelson.vf.netlink;

/** Bytes that are no netlink message of the form expected. */
final class MalformedNetlink extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedNetlink(String what) {
        super(what);
    }
}
