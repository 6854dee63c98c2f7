package io.keelson.vf.model;

/** A network namespace: the host's, or the one at a path. */
public sealed interface Netns permits Netns.Host, Netns.At {
    /** The namespace the agent itself runs in. */
    Netns HOST = new Host();

    /** The namespace at this path. */
    static Netns at(NetnsPath path) {
        return new At(path);
    }

    /** The host's own. */
    record Host() implements Netns {
        @Override
        public String toString() {
            return "host";
        }
    }

    /** The one a path names, normally a pod's. */
    record At(NetnsPath path) implements Netns {
        @Override
        public String toString() {
            return path.text();
        }
    }
}
