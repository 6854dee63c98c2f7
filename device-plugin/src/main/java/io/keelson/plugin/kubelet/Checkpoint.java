package io.keelson.plugin.kubelet;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.keelson.config.parse.JsonFlaw;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * kubelet's record of which container was given which devices, {@code kubelet_internal_checkpoint}: the only place that names
 * pods by UID and lists init containers. kubelet replaces the file by rename before it admits the pod.
 *
 * <p>The checksum in it, over Go's internal representation, is not verified: the rename makes torn files impossible.
 */
public final class Checkpoint {
    private static final int MAX_BYTES = 16 << 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(32)
                    .maxNameLength(4096)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .build();

    private final Path file;

    public Checkpoint(KubeletPaths paths) {
        this.file = paths.checkpoint();
    }

    /** All entries as of now; fails with {@code CHECKPOINT_UNREADABLE}, also where there is no such file. */
    public Entries read() throws HostException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unreadable("is longer than " + MAX_BYTES + " bytes", null);
            }
            return parse(bytes);
        } catch (IOException e) {
            // Jackson's own text would quote the file.
            throw unreadable(e instanceof JacksonException json ? JsonFlaw.of(json) : e.toString(), e);
        }
    }

    static Entries parse(byte[] bytes) throws IOException {
        try (JsonParser json = JSON.createParser(bytes)) {
            return CheckpointParser.parse(json);
        }
    }

    private HostException unreadable(String detail, @Nullable Throwable cause) {
        Problem problem = Problem.of(
                Code.CHECKPOINT_UNREADABLE,
                Subject.file(file),
                detail,
                "check that kubelet's root directory is the one configured, and that kubelet runs");
        return cause == null ? new HostException(problem) : new HostException(problem, cause);
    }
}
