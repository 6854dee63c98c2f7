package io.keelson.lab.demo;

import io.keelson.lab.LabException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs stages one after the other, tells each, and ends with a table; the first that fails ends it. */
final class Stages {
    private final PrintStream out;
    private final List<String> table = new ArrayList<>();
    private boolean failed;

    Stages(PrintStream out) {
        this.out = out;
    }

    /** What a stage does; the text it returns is its result in a few words. */
    interface Stage {
        String run();
    }

    /** Runs it unless one failed before. */
    void run(String name, Stage stage) {
        if (failed) {
            table.add(row("not run", name, ""));
            return;
        }
        out.println("\n== " + name);
        long begin = System.nanoTime();
        try {
            String result = stage.run();
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            out.println("-- " + result + " (" + seconds + " s)");
            table.add(row("ok", name, result));
        } catch (LabException e) {
            failed = true;
            out.println("FAILED: " + e.getMessage());
            table.add(row("FAILED", name, firstLine(String.valueOf(e.getMessage()))));
        }
    }

    void tell(String text) {
        out.println(text.stripTrailing());
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new LabException(otherwise);
        }
    }

    /** Prints the table; whether all went well. */
    boolean end() {
        out.println("\n== result");
        table.forEach(out::println);
        return !failed;
    }

    private static String row(String state, String name, String result) {
        return pad(state, 9) + pad(name, 48) + result;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
