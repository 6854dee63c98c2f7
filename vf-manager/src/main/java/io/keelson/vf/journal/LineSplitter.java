package io.keelson.vf.journal;

import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into lines in bounded memory: of a line that is too long only the length is known. */
final class LineSplitter {
    private final InputStream in;
    private final byte[] chunk = new byte[Line.MAX];
    private final byte[] line = new byte[Line.MAX];
    private int chunkAt;
    private int chunkEnd;
    private long offset;
    private long length;
    private boolean terminated;

    LineSplitter(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end of the stream. */
    boolean next() throws IOException {
        offset += length + (terminated ? 1 : 0);
        length = 0;
        terminated = false;
        while (!terminated && fill()) {
            int end = chunkAt;
            while (end < chunkEnd && chunk[end] != '\n') {
                end++;
            }
            keep(end - chunkAt);
            terminated = end < chunkEnd;
            chunkAt = terminated ? end + 1 : end;
        }
        return terminated || length > 0;
    }

    /** Where the line begins in the stream. */
    long offset() {
        return offset;
    }

    /** Whether a line feed ended it. */
    boolean terminated() {
        return terminated;
    }

    /** Whether it is longer than any line may be; its bytes are not known then. */
    boolean tooLong() {
        return length >= Line.MAX;
    }

    /** Its bytes without the line feed, valid up to {@link #length()} until the next call. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return (int) Math.min(length, Line.MAX);
    }

    private boolean fill() throws IOException {
        if (chunkAt < chunkEnd) {
            return true;
        }
        chunkAt = 0;
        chunkEnd = Math.max(0, in.read(chunk));
        return chunkEnd > 0;
    }

    private void keep(int count) {
        int room = (int) Math.max(0, line.length - length);
        System.arraycopy(chunk, chunkAt, line, (int) Math.min(length, line.length), Math.min(count, room));
        length += count;
    }
}
