package io.keelson.vf.model;

/** Which pod: namespace, name and UID, each as the runtime told it; the UID is an opaque string, empty if not told. */
public record PodRef(String namespace, String name, String uid) {
    public PodRef {
        namespace = Printable.of(namespace, 63);
        name = Printable.of(name, 253);
        uid = Printable.of(uid, 128);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
