package io.keelson.lab.demo;

import io.keelson.lab.Guest;
import io.keelson.lab.GuestSpec;
import io.keelson.lab.Lab;
import io.keelson.lab.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code Main DISTRIBUTION [keep]}: the demo on a guest of its own; exit code 1 when a stage failed. */
public final class Main {
    private static final String NAME = "demo";

    private Main() {}

    /** Runs the demo. */
    @AllowForbidden("a program's end")
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Path distribution = Path.of(args[0]);
        Lab lab = Lab.open(Progress.onStandardError());
        boolean keep = args.length > 1 && args[1].equals("keep");
        boolean good = keep ? kept(lab, out, distribution) : once(lab, out, distribution);
        out.println(good ? "\nmake demo: everything works" : "\nmake demo: FAILED");
        System.exit(good ? 0 : 1);
    }

    private static boolean once(Lab lab, PrintStream out, Path distribution) {
        try (Guest guest = lab.start(GuestSpec.withKubelet())) {
            return new Demo(new Stages(out), guest, distribution).run();
        }
    }

    private static boolean kept(Lab lab, PrintStream out, Path distribution) {
        Guest guest = lab.startDetached(GuestSpec.withKubelet(), NAME);
        boolean good = new Demo(new Stages(out), guest, distribution).run();
        out.println("\nThe guest is up. Look around:");
        out.println("  LAB_NAME=demo hw-tests/bin/lab run keelson inventory");
        out.println("  LAB_NAME=demo hw-tests/bin/lab shell");
        out.println("  LAB_NAME=demo hw-tests/bin/lab down      when done");
        guest.leave();
        return good;
    }
}
