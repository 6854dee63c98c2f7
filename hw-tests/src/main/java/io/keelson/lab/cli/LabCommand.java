package io.keelson.lab.cli;

import io.keelson.lab.ExecResult;
import io.keelson.lab.Extra;
import io.keelson.lab.Guest;
import io.keelson.lab.GuestSpec;
import io.keelson.lab.Lab;
import io.keelson.lab.LabException;
import io.keelson.lab.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The verbs of {@code bin/lab}. The guest they mean is named by LAB_NAME, {@code lab} by default. */
final class LabCommand {
    private static final int USAGE = 2;
    private static final Duration LONG = Duration.ofHours(1);
    private static final String HELP = """
            lab up [--kubelet|--nvme|--virtio]
                                   start a guest; with --kubelet, containerd and kubelet run in it; with --nvme it
                                   has an NVMe controller with SR-IOV besides; with --virtio both kubelet and a
                                   virtio-net PF
            lab run COMMAND...     run a command in it; the exit status is the command's
            lab shell              a terminal in it; Ctrl-] leaves
            lab put PATH GUESTDIR  copy a file, or what is in a folder, into a folder of the guest
            lab get GUESTFILE      print a file of the guest
            lab monitor LINE...    a line for QEMU's monitor, for example: info pci
            lab log                what the guest's kernel wrote to its console
            lab down               end it
            lab clean [--all]      remove what the cache holds of older versions; --all: everything""";

    private final Progress progress;
    private final PrintStream out;
    private final PrintStream err;
    private final String name;

    LabCommand(Progress progress, PrintStream out, PrintStream err) {
        this.progress = progress;
        this.out = out;
        this.err = err;
        String chosen = System.getenv("LAB_NAME");
        this.name = chosen != null ? chosen : "lab";
    }

    int run(List<String> arguments) {
        String verb = arguments.isEmpty() ? "help" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (verb) {
            case "up" -> up(rest);
            case "down" -> down();
            case "run" -> inGuest(guest -> command(guest, String.join(" ", rest)));
            case "shell" -> inGuest(guest -> shell(guest, rest));
            case "put" -> rest.size() == 2 ? inGuest(guest -> put(guest, Path.of(rest.get(0)), rest.get(1))) : usage();
            case "get" -> rest.size() == 1 ? inGuest(guest -> get(guest, rest.get(0))) : usage();
            case "monitor" -> inGuest(guest -> printed(guest.monitor(String.join(" ", rest))));
            case "log" -> inGuest(this::log);
            default -> usage();
        };
    }

    private int usage() {
        out.println(HELP);
        return USAGE;
    }

    private int up(List<String> options) {
        Optional<GuestSpec> spec = spec(options);
        if (spec.isEmpty()) {
            return usage();
        }
        if (Lab.find(name).isPresent()) {
            throw new LabException("guest `" + name + "` is up already: `lab down` first, or choose another LAB_NAME");
        }
        Lab.open(progress).startDetached(spec.get(), name).leave();
        return 0;
    }

    private static Optional<GuestSpec> spec(List<String> options) {
        return switch (String.join(" ", options)) {
            case "" -> Optional.of(GuestSpec.plain());
            case "--kubelet" -> Optional.of(GuestSpec.withKubelet());
            case "--nvme" -> Optional.of(new GuestSpec(false, Extra.NVME));
            case "--virtio" -> Optional.of(new GuestSpec(true, Extra.VIRTIO));
            default -> Optional.empty();
        };
    }

    private int down() {
        Lab.find(name).ifPresentOrElse(Guest::close, () -> progress.say("no guest `" + name + "` is up"));
        return 0;
    }

    private int inGuest(Function<Guest, Integer> work) {
        Guest guest = Lab.find(name)
                .orElseThrow(() -> new LabException("no guest `" + name + "` is up: start one with `lab up`"));
        try {
            return work.apply(guest);
        } finally {
            guest.leave();
        }
    }

    private int command(Guest guest, String command) {
        ExecResult result = guest.exec(command, LONG);
        out.print(result.out());
        err.print(result.err());
        return result.rc();
    }

    private static int shell(Guest guest, List<String> size) {
        new Terminal(guest.console(), size).run();
        return 0;
    }

    private static int put(Guest guest, Path source, String target) {
        if (Files.isDirectory(source)) {
            guest.putFolder(source, target);
        } else {
            guest.putFile(source, target + "/" + source.getFileName());
        }
        return 0;
    }

    private int get(Guest guest, String path) {
        return write(guest.getFile(path));
    }

    private int log(Guest guest) {
        try {
            return write(Files.readAllBytes(guest.serialLog()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int write(byte[] content) {
        out.write(content, 0, content.length);
        out.flush();
        return 0;
    }

    private int printed(String text) {
        out.print(text);
        return 0;
    }
}
