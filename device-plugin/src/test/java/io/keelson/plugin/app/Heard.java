package io.keelson.plugin.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the agent logs until this is closed, in order. */
final class Heard extends Handler implements AutoCloseable {
    private static final List<Logger> OURS = List.of(Logger.getLogger("keelson"), Logger.getLogger("io.keelson"));
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Heard() {
        OURS.forEach(logger -> {
            logger.setLevel(Level.INFO);
            logger.addHandler(this);
        });
    }

    /** Every line up to the first with this end; waits for it. */
    List<String> until(String end) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("never heard '" + end + "', but " + heard);
            }
            heard.add(line);
            if (line.endsWith(end)) {
                return heard;
            }
        }
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        OURS.forEach(logger -> logger.removeHandler(this));
    }
}
