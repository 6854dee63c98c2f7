package io.keelson.vf.model;

import java.util.Optional;

/** Which pod: namespace, name and UID, each as the runtime told it; the UID is an opaque string, empty if not told. */
public record PodRef(String namespace, String name, String uid) {
    /** Nobody told: a CNI call by hand, or by a runtime that names no pod. */
    public static final PodRef NONE = new PodRef("", "", "");

    public PodRef {
        namespace = Printable.of(namespace, 63);
        name = Printable.of(name, 253);
        uid = Printable.of(uid, 128);
    }

    /** {@code namespace/name}, empty where nobody named a pod. */
    public Optional<String> named() {
        return equals(NONE) ? Optional.empty() : Optional.of(namespace + "/" + name);
    }

    @Override
    public String toString() {
        return named().orElse("-");
    }
}
