package io.keelson.plugin.kubelet;

/** Whose socket a public name leads to, by one look at it: two looks could each see another agent, and none see its coming. */
enum SocketHolder {
    /** The socket we published last. */
    US,
    /** One that somebody put in the place of ours: it is theirs until it is gone. */
    ANOTHER,
    /** None, or one that was there before we published any. */
    NOBODY
}
