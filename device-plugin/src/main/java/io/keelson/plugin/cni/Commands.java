package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Call;
import java.util.List;

/** The verbs of the command line that the running agent answers; called from many threads at once. */
public interface Commands {
    /** What {@code keelson args...} prints, and its exit code. */
    Reply run(List<String> args, Call call);
}
