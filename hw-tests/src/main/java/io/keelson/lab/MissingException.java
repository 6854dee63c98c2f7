package io.keelson.lab;

/** Something that a guest was asked to have cannot be had on this machine; the message says what and why. */
public final class MissingException extends LabException {
    private static final long serialVersionUID = 1L;

    public MissingException(String message) {
        super(message);
    }
}
