package io.keelson.plugin.cluster;

import java.util.List;
import java.util.Optional;

/** The cluster's API server, as far as it is used. Every call ends within some seconds. */
interface ApiServer extends AutoCloseable {
    /** Puts an event there; whether it is new: false if one of this name is there already. */
    boolean create(Event event) throws Undelivered;

    /** The pods of this node that failed, 500 at most. */
    List<FailedPod> failedPods(String node) throws Undelivered;

    @Override
    void close();

    /** Finds the API server of this cluster anew whenever asked, by the credentials that are there. */
    @FunctionalInterface
    interface Finder {
        /** Empty where there are no credentials. */
        Optional<ApiServer> find() throws Undelivered;
    }
}
