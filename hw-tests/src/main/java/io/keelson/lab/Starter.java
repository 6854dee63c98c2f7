package io.keelson.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How a guest comes to run: booted once, held as a snapshot, resumed from it ever after. */
final class Starter {
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration SERVICE = Duration.ofMinutes(5);
    private static final Duration STATE = Duration.ofMinutes(2);
    private static final long UNLIMITED = 1L << 40;

    private final Artefacts artefacts;
    private final SnapshotStore snapshots;
    private final Progress progress;

    Starter(Artefacts artefacts, Progress progress) {
        this.artefacts = artefacts;
        this.snapshots = new SnapshotStore(Artefacts.cache(), progress);
        this.progress = progress;
    }

    /** The folders of QEMU and of the guest's image, and the machine made of them. */
    private record Parts(Path qemu, Path image, Extra extra, List<String> hardware) {
        Path disk() {
            return image.resolve("disk.qcow2");
        }

        /** What a snapshot of such a machine is called. */
        String named(String moment) {
            return extra == Extra.NONE ? moment : extra.name().toLowerCase(Locale.ROOT) + "-" + moment;
        }
    }

    Guest start(GuestSpec spec, String name, Lifetime lifetime) {
        Parts parts = parts(spec.extra());
        if (spec.extra() == Extra.NVME) {
            return twice(() -> launch(parts, parts.disk(), Optional.empty(), name, lifetime));
        }
        Snapshot snapshot = spec.kubelet() ? kubelet(parts) : booted(parts);
        long begin = System.nanoTime();
        Guest guest = twice(() -> resume(parts, snapshot, name, lifetime));
        long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        progress.say("guest " + name + " resumed in " + took + " ms");
        return guest;
    }

    private Parts parts(Extra extra) {
        Path qemu = extra == Extra.VIRTIO ? artefacts.newerQemu() : artefacts.qemu();
        Path image = artefacts.guest();
        Accelerator accelerator = Accelerator.choose(qemu, image, progress);
        return new Parts(qemu, image, extra, Hardware.arguments(accelerator, image, extra));
    }

    /** Drivers loaded, PFs down, no VFs, no service. */
    private Snapshot booted(Parts parts) {
        return snapshots.get(parts.named("booted"), inputs(parts), snapshot -> {
            Guest guest = twice(() -> launch(parts, parts.disk(), Optional.empty(), nameOf("boot"), Lifetime.WITH_US));
            save(guest, snapshot);
        });
    }

    /** The same with containerd and kubelet running, images imported. */
    private Snapshot kubelet(Parts parts) {
        Path kubelet = artefacts.kubelet();
        List<String> inputs = inputs(parts);
        inputs.add(identity(kubelet));
        Snapshot booted = booted(parts);
        return snapshots.get(parts.named("kubelet"), inputs, snapshot -> {
            Guest guest = twice(() -> resume(parts, booted, nameOf("kubelet"), Lifetime.WITH_US));
            progress.say("starting containerd and kubelet");
            installKubelet(guest, kubelet);
            guest.run("/lab/containerd start", SERVICE);
            guest.run("/lab/kubelet start", SERVICE);
            save(guest, snapshot);
        });
    }

    private static void installKubelet(Guest guest, Path kubelet) {
        try {
            Path folder = Files.createTempDirectory("keelson-lab");
            try {
                Files.copy(kubelet, folder.resolve("kubelet"));
                guest.putFolder(folder, "/usr/local/bin");
                guest.run("chmod 755 /usr/local/bin /usr/local/bin/kubelet");
            } finally {
                GuestFolder.removeTree(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Guest resume(Parts parts, Snapshot snapshot, String name, Lifetime lifetime) {
        Guest guest = launch(parts, snapshot.disk(), Optional.of(snapshot.memory()), name, lifetime);
        guest.setClock();
        return guest;
    }

    private Guest launch(Parts parts, Path backing, Optional<Path> memory, String name, Lifetime lifetime) {
        GuestFolder folder = GuestFolder.create(name);
        Processes.run(List.of(
                parts.qemu().resolve("bin/qemu-img").toString(),
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                backing.toString(),
                folder.overlay().toString()));
        List<String> command = new ArrayList<>();
        command.add(parts.qemu().resolve("bin/qemu-system-x86_64").toString());
        command.addAll(parts.hardware());
        command.addAll(Hardware.connections(folder));
        memory.ifPresent(file -> command.addAll(List.of("-incoming", "file:" + file)));
        Machine machine = Machine.start(command, folder, lifetime, artefacts.script("bin/supervise"));
        try {
            return answering(machine, memory.isPresent());
        } catch (RuntimeException e) {
            String words = folder.lastWords();
            machine.close();
            throw new LabException("the guest did not start:" + words, e);
        }
    }

    private Guest answering(Machine machine, boolean frozen) {
        progress.say(frozen ? "resuming a guest" : "booting a guest (some 10 s, a minute on a busy machine)");
        Guest guest = new Guest(machine, machine.connect());
        if (frozen) {
            machine.until(
                    STATE, "QEMU to read the snapshot", () -> !status(machine).equals("inmigrate"));
            machine.qmp().execute("cont");
        }
        guest.run("true", BOOT);
        return guest;
    }

    private static String status(Machine machine) {
        return machine.qmp().execute("query-status").path("status").asText();
    }

    /** Holds the guest still, writes it down, ends it. */
    private static void save(Guest guest, Snapshot snapshot) {
        Machine machine = guest.machine();
        try (guest) {
            guest.run("sync");
            machine.qmp().execute("stop");
            machine.qmp().execute("migrate-set-parameters", Map.of("max-bandwidth", UNLIMITED));
            machine.qmp().execute("migrate", Map.of("uri", "file:" + snapshot.memory()));
            machine.until(STATE, "QEMU to write the snapshot", () -> written(machine));
            machine.qmp().execute("quit");
            machine.untilEnded();
            Files.move(machine.folder().overlay(), snapshot.disk());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean written(Machine machine) {
        String state = machine.qmp().execute("query-migrate").path("status").asText();
        if (state.equals("failed") || state.equals("cancelled")) {
            throw new LabException("QEMU could not write the snapshot: " + state);
        }
        return state.equals("completed");
    }

    /** Emulation on an overloaded machine may lose a boot; two in a row mean something else. */
    private Guest twice(Supplier<Guest> start) {
        try {
            return start.get();
        } catch (LabException e) {
            progress.say("once more, as " + e.getMessage());
            return start.get();
        }
    }

    private static List<String> inputs(Parts parts) {
        List<String> inputs = new ArrayList<>(parts.hardware());
        inputs.add(parts.qemu().toString());
        inputs.addAll(Hardware.connections(new GuestFolder(Path.of("run"), Path.of("overlay"))));
        return inputs;
    }

    private static String identity(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(String what) {
        return "p" + ProcessHandle.current().pid() + "-" + what;
    }
}
