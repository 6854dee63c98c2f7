package io.keelson.plugin.metrics;

import io.keelson.vf.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent has done since it began.
 *
 * @param passes over the host
 * @param lastPass when the last of them ended
 * @param hostProblems what keeps the host from being as configured, as of the last pass
 * @param configurationRefused whether the file as it is now was not taken over
 * @param netlinkMessages sent to the kernel
 * @param programs executed, IPAM plugins that is
 * @param journalSyncs how often the journal was forced to the disk
 * @param attachments by operation and result; what never happened is not in it
 */
public record Work(
        Spent passes,
        Optional<Instant> lastPass,
        List<Problem> hostProblems,
        boolean configurationRefused,
        long netlinkMessages,
        long programs,
        long journalSyncs,
        Map<Attachment, Spent> attachments) {
    public Work {
        hostProblems = List.copyOf(hostProblems);
        attachments = Map.copyOf(attachments);
    }

    /** A kind of request of a container runtime, with how it ended. */
    public enum Attachment {
        ATTACHED,
        ATTACH_FAILED,
        RELEASED,
        RELEASE_FAILED
    }
}
