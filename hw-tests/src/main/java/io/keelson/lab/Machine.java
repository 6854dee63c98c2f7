package io.keelson.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One QEMU process and its folder. */
final class Machine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final GuestFolder folder;
    /** The process that we started; null for a guest that was found running. */
    private final @Nullable Process started;

    private Machine(GuestFolder folder, @Nullable Process started) {
        this.folder = folder;
        this.started = started;
    }

    static Machine found(GuestFolder folder) {
        return new Machine(folder, null);
    }

    static Machine start(List<String> qemu, GuestFolder folder, Lifetime lifetime, Path supervisor) {
        List<String> command = new ArrayList<>();
        if (lifetime == Lifetime.WITH_US) {
            command.addAll(List.of(
                    supervisor.toString(),
                    folder.folder().toString(),
                    folder.overlay().toString(),
                    "--"));
        } else {
            command.add("setsid");
        }
        command.addAll(qemu);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.redirectOutput(folder.qemuLog().toFile());
            if (lifetime == Lifetime.UNTIL_DOWN) {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            return new Machine(folder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GuestFolder folder() {
        return folder;
    }

    Qmp qmp() {
        return new Qmp(folder.qmp());
    }

    /** The channel to the guest, once QEMU has made its socket; the guest may answer later. */
    ExecChannel connect() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return ExecChannel.open(folder.exec());
            } catch (IOException e) {
                pauseOrFail(end, e);
            }
        }
    }

    private void pauseOrFail(long end, IOException cause) {
        boolean ended = pause();
        if (ended || System.nanoTime() > end) {
            throw new LabException(ended ? "QEMU ended" : "QEMU made no channel", cause);
        }
    }

    /** A short pause; true if QEMU ended in it. */
    private boolean pause() {
        return started != null
                ? Processes.endedWithin(started, PAUSE)
                : folder.process().isEmpty();
    }

    void until(Duration patience, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (pause() || System.nanoTime() > end) {
                throw new LabException("waited in vain for " + what);
            }
        }
    }

    void untilEnded() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!pause()) {
            if (System.nanoTime() > end) {
                throw new LabException("waited in vain for QEMU to end");
            }
        }
    }

    @Override
    public void close() {
        try {
            if (started != null) {
                started.getOutputStream().close(); // the supervisor's sign
            }
            folder.process().ifPresent(Machine::end);
            if (started != null && !Processes.endedWithin(started, Duration.ofSeconds(20))) {
                started.destroyForcibly();
            }
            folder.remove();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle qemu) {
        qemu.destroy();
        try {
            qemu.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            qemu.destroyForcibly();
        } catch (InterruptedException e) {
            qemu.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new LabException("could not end QEMU", e);
        }
    }
}
