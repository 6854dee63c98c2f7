package io.keelson.plugin.pool;

import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import java.util.List;

/** Where grants are written down. */
@FunctionalInterface
public interface GrantBook {
    /** Returns once all of them are in the journal; fails with none of them in force. Granted again is no failure. */
    void grant(List<Grant> grants) throws HostException;
}
