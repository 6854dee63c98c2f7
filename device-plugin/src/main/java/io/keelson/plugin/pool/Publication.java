package io.keelson.plugin.pool;

import java.util.List;

/** What others read in files, kept in step with what kubelet is told. A failure is told elsewhere, and mended later. */
public interface Publication {
    /** These are the devices from now on; called before kubelet is told, and again on every look. */
    void offered(PoolView pool);

    /** There is no such pool any more, and no device of it is granted. */
    void withdrawn(PoolTerms pool);

    /** These were granted; called before kubelet is answered. */
    void granted(PoolView pool, List<Assigned> devices);
}
