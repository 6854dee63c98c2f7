package io.keelson.vf.netns;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.HostException;
import org.jspecify.annotations.Nullable;

/** One visit to a namespace: a fresh platform thread goes in, does one thing and ends, so that no thread ever stays there. */
final class Entry<T> {
    private static final long STACK = 256 * 1024;

    private final Libc libc;
    private final Fd namespace;
    private final Namespaces.Action<T> action;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Entry(Libc libc, Fd namespace, Namespaces.Action<T> action) {
        this.libc = libc;
        this.namespace = namespace;
        this.action = action;
    }

    T await() throws LibcException, HostException {
        Thread visitor = new Thread(null, this::visit, "netns-entry", STACK, false);
        visitor.start();
        joinEvenIfInterrupted(visitor);
        if (failure instanceof LibcException e) {
            throw e;
        }
        if (failure instanceof HostException e) {
            throw e;
        }
        if (failure != null || result == null) {
            throw new IllegalStateException("action inside a namespace failed", failure);
        }
        return result;
    }

    private void visit() {
        try {
            libc.setns(namespace, Libc.CLONE_NEWNET);
            result = action.run();
        } catch (LibcException | HostException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** The descriptor must stay open until the thread is done, so an interrupt waits; the visit is a few system calls. */
    private static void joinEvenIfInterrupted(Thread visitor) {
        boolean interrupted = false;
        while (true) {
            try {
                visitor.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
