package io.keelson.plugin.app;

import io.keelson.vf.model.Printable;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** One line per event on standard error: time, level, what happened, its keys. */
final class Logs {
    private static final int MAX_LINE = 4096;

    /** Held here, since the JDK forgets loggers that nobody holds. Libraries are heard only when they break. */
    private static final List<Logger> OURS = List.of(Logger.getLogger("keelson"), Logger.getLogger("io.keelson"));

    private Logs() {}

    static void toStandardError() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Lines());
        root.setLevel(Level.SEVERE);
        OURS.forEach(logger -> logger.setLevel(Level.INFO));
    }

    private static final class Lines extends StreamHandler {
        Lines() {
            super(Output.standard().err(), new OneLine());
        }

        @Override
        public synchronized void publish(LogRecord entry) {
            super.publish(entry);
            flush();
        }
    }

    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord entry) {
            String time =
                    DateTimeFormatter.ISO_INSTANT.format(entry.getInstant().truncatedTo(ChronoUnit.MILLIS));
            String cause = entry.getThrown() == null ? "" : " cause=" + entry.getThrown();
            String line = time + " " + entry.getLevel().getName() + " " + formatMessage(entry) + cause;
            return Printable.of(line, MAX_LINE) + "\n";
        }
    }
}
