package io.keelson.vf.sysfs;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Printable;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what could not be read of one device while the rest of it is. */
public final class Findings {
    private static final String LOOK =
            "look at the file by hand and at the kernel log: the driver or the firmware does not tell";

    private final SysRoot root;
    private final Supplier<Subject> subject;
    private final List<Problem> problems = new ArrayList<>(0);

    /** Nothing found about this device yet. */
    public Findings(SysRoot root, PciAddress device) {
        this(root, () -> Subject.of(device));
    }

    /** Nothing found yet about something that is named only if there is a problem. */
    Findings(SysRoot root, Supplier<Subject> subject) {
        this.root = root;
        this.subject = subject;
    }

    /** What was found, in order of reading. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Others about the same device, which may yet turn out to mean nothing. */
    Findings fresh() {
        return new Findings(root, subject);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    void addAll(Findings others) {
        problems.addAll(others.problems);
    }

    void unreadable(Path file, IOException e) {
        String detail = root.shown(file) + ": " + ErrnoText.words(e);
        problems.add(Problem.of(Code.SYSFS_UNREADABLE, subject.get(), detail, LOOK, ErrnoText.errno(e)));
    }

    void unexpected(Path file, String text) {
        String detail = root.shown(file) + ": unexpected text '" + Printable.of(text, 64) + "'";
        problems.add(Problem.of(Code.SYSFS_UNREADABLE, subject.get(), detail, LOOK));
    }

    void add(Code code, String detail, String hint) {
        problems.add(Problem.of(code, subject.get(), detail, hint));
    }
}
