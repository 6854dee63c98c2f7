package io.keelson.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What runs the guest's instructions: the processor (KVM) or an emulation of it (TCG), which works anywhere. */
enum Accelerator {
    KVM("kvm", "host"),
    TCG("tcg,thread=multi", "max");

    private static final Path DEVICE = Path.of("/dev/kvm");
    /** With KVM a kernel without a root disk panics and reboots well within this; where KVM hangs it never does. */
    private static final Duration PROBE = Duration.ofSeconds(6);

    private final String name;
    private final String processor;

    Accelerator(String name, String processor) {
        this.name = name;
        this.processor = processor;
    }

    List<String> arguments() {
        return List.of("-accel", name, "-cpu", processor);
    }

    /** KVM if it really works. On some machines the device is there and hangs, so it is tried, once per boot of this machine. */
    static Accelerator choose(Path qemu, Path guest, Progress progress) {
        if (!Files.isWritable(DEVICE)) {
            return TCG;
        }
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            Path known = Artefacts.cache().resolve(".accelerator-" + boot);
            if (!Files.exists(known)) {
                progress.say("trying KVM (at most " + PROBE.toSeconds() + " s)");
                Accelerator chosen = probe(qemu, guest) ? KVM : TCG;
                progress.say(chosen == KVM ? "KVM works" : "KVM does not work here: emulating (TCG), slower");
                Files.writeString(known, chosen.name());
            }
            return valueOf(Files.readString(known));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean probe(Path qemu, Path guest) throws IOException {
        Path log = Files.createTempFile("keelson-lab", ".kvm");
        Process process = new ProcessBuilder(
                        qemu.resolve("bin/qemu-system-x86_64").toString(),
                        "-nodefaults",
                        "-no-user-config",
                        "-machine",
                        "q35,kernel-irqchip=split",
                        "-m",
                        "256",
                        "-accel",
                        "kvm",
                        "-cpu",
                        "host",
                        "-display",
                        "none",
                        "-no-reboot",
                        "-kernel",
                        guest.resolve("vmlinuz").toString(),
                        "-append",
                        "console=ttyS0 panic=-1",
                        "-serial",
                        "file:" + log)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return Processes.endedWithin(process, PROBE)
                    && Files.readString(log).contains("Linux version");
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
