package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LastingLogsTest {
    @Test
    void aResetLeavesHandlersAsTheyAre() {
        LastingLogs manager = new LastingLogs();
        Logger logger = new Logger("lasting", null) {};
        Kept kept = new Kept();
        manager.addLogger(logger);
        logger.addHandler(kept);

        manager.reset();

        logger.info("the last word");
        assertThat(kept.closed).isFalse();
        assertThat(kept.heard).containsExactly("the last word");
    }

    @Test
    void theDistributionsFlagsNameIt() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/main/dist/lib/jvm.options")))
                .contains("-Djava.util.logging.manager=" + LastingLogs.class.getName());
    }

    private static final class Kept extends Handler {
        private final List<String> heard = new ArrayList<>();
        private boolean closed;

        @Override
        public void publish(LogRecord entry) {
            heard.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
