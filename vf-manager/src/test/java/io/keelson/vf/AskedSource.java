package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts what is asked; an answer may be held back after it was read. */
final class AskedSource implements FactSource {
    private final FactSource scanner;
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile Optional<Held> next = Optional.empty();

    AskedSource(FactSource scanner) {
        this.scanner = scanner;
    }

    Held holdNext() {
        Held held = new Held();
        next = Optional.of(held);
        return held;
    }

    private <T> T told(T answer) {
        Optional<Held> held = next;
        next = Optional.empty();
        held.ifPresent(Held::hold);
        return answer;
    }

    @Override
    public Snapshot scan() {
        asked.add("scan");
        return told(scanner.scan());
    }

    @Override
    public Part pf(PciAddress pf) {
        asked.add("pf " + pf);
        return told(scanner.pf(pf));
    }

    @Override
    public Optional<Part> vf(Vf known) {
        asked.add("vf " + known.address());
        return told(scanner.vf(known));
    }

    @Override
    public Part settings(Vf known) throws HostException {
        asked.add("settings " + known.address());
        return told(scanner.settings(known));
    }

    /** One answer on its way. */
    static final class Held {
        private final CountDownLatch read = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        void hold() {
            read.countDown();
            await(free);
        }

        /** Runs the look on a thread and returns once its answer is held. */
        Thread whileHeld(Callable<?> look) {
            Thread thread = new Thread(() -> {
                try {
                    look.call();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            await(read);
            return thread;
        }

        void letGo(Thread thread) throws InterruptedException {
            free.countDown();
            thread.join();
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
