package io.keelson.plugin.kubelet;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;

/** How a Problem looks to kubelet; it shows the text in the pod's events. */
final class GrpcStatus {
    private GrpcStatus() {}

    static StatusRuntimeException of(Problem problem) {
        return status(problem.code()).withDescription(problem.line()).asRuntimeException();
    }

    private static Status status(Code code) {
        return switch (code) {
            case DEVICE_UNKNOWN -> Status.NOT_FOUND;
            case INTERNAL, JOURNAL_CORRUPT, JOURNAL_UNWRITABLE -> Status.INTERNAL;
            default -> code.retryable() ? Status.UNAVAILABLE : Status.FAILED_PRECONDITION;
        };
    }
}
