package io.keelson.vf.libc;

/** An open file descriptor, closed once; using it afterwards is a programming error and fails with IllegalStateException. */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;

    private final Libc libc;
    private int number;

    /** Takes over a descriptor, which {@link #close} gives back to the same library. */
    public Fd(Libc libc, int number) {
        this.libc = libc;
        this.number = number;
    }

    /** The number, to be used while this object is known to stay open. */
    public synchronized int number() {
        if (number == CLOSED) {
            throw new IllegalStateException("file descriptor is closed");
        }
        return number;
    }

    @Override
    public synchronized void close() {
        if (number != CLOSED) {
            libc.close(number);
            number = CLOSED;
        }
    }

    @Override
    public synchronized String toString() {
        return number == CLOSED ? "fd closed" : "fd " + number;
    }
}
