package io.keelson.plugin.attach;

import io.keelson.vf.model.HostException;
import io.keelson.vf.step.Refusal;
import java.util.List;

/**
 * Gives devices to sandboxes and takes them back: the port every front (CNI now, NRI later) calls.
 *
 * <p>Each method may be called from many threads at once, gives up when {@link Call#until} has passed, and fails with a
 * {@link HostException} or a {@link Refusal} that says what and why. A failure leaves nothing behind.
 */
public interface Attachments {
    /**
     * Attaches what the sandbox is to have: one device when delegated, every granted device of the pod when chained (none
     * for a pod without a grant, at once). Asked again for what is attached already, it answers the same. A caller that
     * hung up ({@link Call#hungUp}) before the commit is undone.
     */
    List<Attached> add(AddRequest request, Call call) throws HostException, Refusal;

    /** Takes back what {@link DelRequest} names; returns normally where nothing is left to take. */
    void del(DelRequest request, Call call) throws HostException, Refusal;

    /** Verifies on the kernel that everything the sandbox was given is still there and as given; fails otherwise. */
    void check(CheckRequest request, Call call) throws HostException, Refusal;

    /** Releases what the network's runtime does not know any more; see {@link GcRequest}. */
    void gc(GcRequest request, Call call) throws HostException, Refusal;

    /** Returns normally when an {@link #add} could be served now; fails with the reason otherwise. */
    void status(Call call) throws HostException, Refusal;
}
