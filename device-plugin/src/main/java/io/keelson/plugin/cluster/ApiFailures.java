package io.keelson.plugin.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/** What an API server's refusal means: whether to ask again, and what a person has to do. Source: Kubernetes' API conventions. */
final class ApiFailures {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    /** The cause that stands beside a 403 which is no matter of rights. */
    private static final String TERMINATING = "NamespaceTerminating";

    private ApiFailures() {}

    /** @param what could not be done, as "list pods" */
    static Undelivered of(Subject server, String what, Exception e) {
        int code = e instanceof KubernetesClientException k ? k.getCode() : 0;
        boolean refused = code >= 400 && code < SERVER && code != TIMEOUT && code != TOO_MANY;
        if (!refused) {
            return new Undelivered(unreachable(server, what, e), true, e);
        }
        boolean later = code == UNAUTHORIZED;
        return new Undelivered(refused(server, what, code, (KubernetesClientException) e), later, e);
    }

    private static Problem refused(Subject server, String what, int code, KubernetesClientException e) {
        boolean rights = code == FORBIDDEN && !isTerminating(e);
        return Problem.of(
                Code.API_SERVER_REFUSED,
                server,
                "did not let the agent " + what + " (" + code + "): "
                        + Optional.ofNullable(e.getStatus())
                                .map(Status::getMessage)
                                .orElse(String.valueOf(e.getMessage())),
                rights
                        ? "give its service account a ClusterRole with the verb and resource named, as the chart does; see docs/events.md"
                        : code == UNAUTHORIZED
                                ? "its token is not taken: is the service account still there, and the clock right?"
                                : "nothing, if the namespace or the pod is going away; else see the message");
    }

    private static boolean isTerminating(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(Status::getDetails)
                .map(d -> d.getCauses().stream().anyMatch(c -> TERMINATING.equals(c.getReason())))
                .orElse(false);
    }

    /** Whether it is about something that goes away: nobody has to be told. */
    static boolean isPassing(Undelivered failure) {
        return failure.getCause() instanceof KubernetesClientException e
                && (e.getCode() == 404 || (e.getCode() == FORBIDDEN && isTerminating(e)));
    }

    private static Problem unreachable(Subject server, String what, Exception e) {
        Throwable root = e;
        while (root.getCause() != null && !root.getCause().equals(root)) {
            root = root.getCause();
        }
        return Problem.of(
                Code.API_SERVER_UNREACHABLE,
                server,
                "could not " + what + ": " + e.getMessage() + " (" + root + ")",
                "it is tried again; events wait meanwhile");
    }
}
