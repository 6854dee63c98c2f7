package io.keelson.config.parse;

import io.keelson.config.validate.Findings;
import io.keelson.config.validate.NearMiss;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Collection;

/** Findings about one file, each with its path in it and the line. */
final class Report {
    private final String file;
    private final boolean strict;
    private final Findings findings = new Findings();

    Report(String file, boolean strict) {
        this.file = file;
        this.strict = strict;
    }

    String file() {
        return file;
    }

    Findings findings() {
        return findings;
    }

    /** A value that cannot be meant: an error whatever the format. */
    void error(String path, Tree at, String detail, String hint) {
        findings.error(problem(Code.CONFIG_BAD_VALUE, path, at.line(), detail, hint));
    }

    /** A value that cannot be meant: an error in the strict format only. */
    void bad(String path, Tree at, String detail, String hint) {
        findings.add(strict, problem(Code.CONFIG_BAD_VALUE, path, at.line(), detail, hint));
    }

    /** Something odd that changes nothing in the rest of the file. */
    void warning(String path, Tree at, String detail, String hint) {
        findings.warning(problem(Code.CONFIG_BAD_VALUE, path, at.line(), detail, hint));
    }

    void unknownKey(String path, Tree.Entry entry, Collection<String> known) {
        if (!findings.isFull()) {
            findings.add(
                    strict,
                    problem(
                            Code.CONFIG_UNKNOWN_KEY,
                            path,
                            entry.line(),
                            "unknown key '" + entry.key() + "'",
                            NearMiss.hint(entry.key(), known)));
        }
    }

    void repeatedKey(String path, Tree.Entry entry) {
        findings.add(
                strict,
                problem(
                        Code.CONFIG_MALFORMED,
                        path,
                        entry.line(),
                        "key '" + entry.key() + "' is there twice",
                        strict ? "leave one of them out" : "leave one of them out; the last one counts"));
    }

    private Problem problem(Code code, String path, int line, String detail, String hint) {
        Subject subject = path.isEmpty() ? Subject.file(file) : Subject.inFile(file, path);
        return Problem.of(code, subject, detail + " (line " + line + ")", hint);
    }
}
