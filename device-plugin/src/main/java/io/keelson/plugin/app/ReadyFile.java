package io.keelson.plugin.app;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is there from when this agent is ready until it ends or another takes its place. Of two agents of a host, as there are
 * while one follows the other, it tells which serves: the socket answers for either.
 */
record ReadyFile(Path path) {
    /** What an agent that was killed has left. Fails with {@code FILE_UNWRITABLE}. */
    void remove() throws HostException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new HostException(unwritable(e), e);
        }
    }

    /** This agent serves now. Fails with {@code FILE_UNWRITABLE}. */
    void write() throws HostException {
        try {
            Files.write(path, new byte[0]);
        } catch (IOException e) {
            throw new HostException(unwritable(e), e);
        }
    }

    private Problem unwritable(IOException e) {
        return Problem.of(
                Code.FILE_UNWRITABLE,
                Subject.file(path),
                String.valueOf(e.getMessage()),
                "let KEELSON_READY_FILE name a file in a directory that is there and can be written to");
    }
}
