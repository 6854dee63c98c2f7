package io.keelson.plugin.cni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Problems as CNI tells them. The one place where a {@link Code} becomes a CNI error code.
 *
 * <p>1 to 11 are the specification's (11: try again later, for whatever may heal by itself); from 100 on they are ours and
 * listed in {@code docs/cni.md}.
 */
final class CniErrors {
    static final int INCOMPATIBLE_VERSION = 1;
    static final int UNSUPPORTED_FIELD = 2;
    static final int INVALID_ENVIRONMENT = 4;
    static final int IO_FAILURE = 5;
    static final int DECODING_FAILURE = 6;
    static final int INVALID_CONFIGURATION = 7;
    static final int TRY_AGAIN = 11;
    static final int HOST_REFUSED = 100;
    static final int NETNS_GONE = 101;
    static final int INTERFACE_EXISTS = 102;
    static final int ROLLBACK_INCOMPLETE = 103;
    static final int INTERNAL = 199;

    private CniErrors() {}

    /** The CNI error code of a problem. */
    static int code(Problem problem) {
        return switch (problem.code()) {
            case CNI_VERSION_UNSUPPORTED -> INCOMPATIBLE_VERSION;
            case VF_ATTRIBUTE_REFUSED, VF_ATTRIBUTE_PARTIAL -> UNSUPPORTED_FIELD;
            case CNI_REQUEST_MALFORMED, CNI_REQUEST_TOO_LONG ->
                problem.subject().text().startsWith("CNI_") ? INVALID_ENVIRONMENT : DECODING_FAILURE;
            case CNI_CONFIG_INVALID, ATTRIBUTE_NOT_ALLOWED, DEVICE_NOT_OURS, DEVICE_NOT_ALLOCATED, DEVICE_UNKNOWN ->
                INVALID_CONFIGURATION;
            case SYSFS_UNREADABLE, JOURNAL_UNWRITABLE -> IO_FAILURE;
            case NETNS_GONE -> NETNS_GONE;
            case INTERFACE_EXISTS -> INTERFACE_EXISTS;
            case ROLLBACK_INCOMPLETE -> ROLLBACK_INCOMPLETE;
            case INTERNAL -> INTERNAL;
            default -> problem.code().retryable() ? TRY_AGAIN : HOST_REFUSED;
        };
    }

    /** The reply that tells these problems, at least one; the first decides the code. */
    static Reply reply(CniVersion version, List<Problem> problems) {
        Problem first = problems.get(0);
        ObjectNode error = Json.MAPPER.createObjectNode();
        error.put("cniVersion", version.toString());
        error.put("code", code(first));
        error.put("msg", first.code() + " " + first.subject());
        error.put("details", details(problems));
        return Reply.of(1, Json.write(error) + "\n");
    }

    private static String details(List<Problem> problems) {
        String first = withoutName(problems.get(0));
        return problems.size() == 1
                ? first
                : first + " | " + problems.stream().skip(1).map(Problem::line).collect(Collectors.joining(" | "));
    }

    private static String withoutName(Problem problem) {
        return problem.detail()
                + problem.errno().map(e -> " (" + e + ")").orElse("")
                + (problem.hint().isEmpty() ? "" : "; next: " + problem.hint());
    }
}
