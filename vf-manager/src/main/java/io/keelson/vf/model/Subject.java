package io.keelson.vf.model;

/**
 * What a problem or a step is about, as a person would name it: a PCI address, a file, a pod, a resource.
 *
 * <p>Control characters are replaced and the length is bounded, since the text may come from outside.
 */
public record Subject(String text) {
    private static final int MAX = 256;

    public Subject {
        text = Printable.of(text, MAX);
    }

    /** The device itself. */
    public static Subject of(DeviceId device) {
        return new Subject(device.toString());
    }

    /** A netdev of the host. */
    public static Subject of(IfName name) {
        return new Subject(name.text());
    }

    /** A file, directory or socket. */
    public static Subject file(Object path) {
        return new Subject(path.toString());
    }

    /** A value inside a file: {@code keelson.yaml: pools[1].driver}. */
    public static Subject inFile(Object path, String where) {
        return new Subject(path + ": " + where);
    }

    @Override
    public String toString() {
        return text;
    }
}
