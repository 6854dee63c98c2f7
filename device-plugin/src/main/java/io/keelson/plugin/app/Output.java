package io.keelson.plugin.app;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where verbs print: results to one stream, problems to the other. */
record Output(PrintStream out, PrintStream err) {
    static Output standard() {
        return new Output(stream(FileDescriptor.out), stream(FileDescriptor.err));
    }

    private static PrintStream stream(FileDescriptor fd) {
        return new PrintStream(new FileOutputStream(fd), true, StandardCharsets.UTF_8);
    }

    void line(String text) {
        out.println(text);
    }

    void text(String text) {
        out.print(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
        out.flush();
    }

    void problem(Problem problem) {
        err.println("keelson: " + problem.line());
    }

    void problems(List<Problem> problems) {
        problems.forEach(this::problem);
    }

    static Problem internal(Exception e) {
        StackTraceElement[] trace = e.getStackTrace();
        return Problem.of(
                Code.INTERNAL,
                new Subject("keelson"),
                e + (trace.length == 0 ? "" : " at " + trace[0]),
                "this is a defect of Keelson: please report it with this line");
    }
}
