package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Call;
import io.keelson.vf.model.Problem;
import java.time.Duration;
import java.util.List;

/** Answers what comes in on the agent's socket; called from many threads at once. */
interface Exchange {
    /** How long a request of this kind may take, or zero for a kind that is not known. */
    Duration allowance(int kind);

    /** The answer to one request. */
    Reply answer(int kind, List<byte[]> strings, byte[] data, Call call);

    /** The answer to a request that cannot be taken at all, because of this. */
    Reply refuse(int kind, Problem problem);
}
