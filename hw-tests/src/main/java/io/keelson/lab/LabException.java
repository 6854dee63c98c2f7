package io.keelson.lab;

/** The lab could not do what was asked: the guest did not start, did not answer, or a command in it failed. */
public class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
