package io.keelson.plugin.doctor;

import io.keelson.config.model.ResourceName;
import java.util.Map;

/**
 * The sockets between kubelet and us, as seen from outside.
 *
 * @param kubelet where kubelet takes registrations
 * @param agent the agent's own socket
 * @param resources the socket we serve each resource on; those of the configuration
 * @param unregistered why a resource is not registered, in the agent's words; none where the agent could not be asked
 */
public record KubeletFacts(
        Socket kubelet, Socket agent, Map<ResourceName, Socket> resources, Map<ResourceName, String> unregistered) {
    public KubeletFacts {
        resources = Map.copyOf(resources);
        unregistered = Map.copyOf(unregistered);
    }

    /**
     * One socket.
     *
     * @param path where it should be
     */
    public record Socket(String path, State state) {
        boolean listens() {
            return state == State.LISTENS;
        }
    }

    /** What is there under a socket's name. */
    public enum State {
        /** Nothing. */
        ABSENT,
        /** A file that nobody listens on: what a killed process leaves. */
        DEAD,
        /** A socket that takes connections; where that cannot be tried, a file. */
        LISTENS
    }
}
