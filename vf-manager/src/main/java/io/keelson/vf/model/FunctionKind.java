package io.keelson.vf.model;

import java.util.Optional;

/** What a PCI function is for, as far as it can be offered. Source: the PCI code and ID assignment specification. */
public enum FunctionKind {
    /** Base class 02. */
    NETWORK(0x02),
    /** Base class 12, processing accelerators. */
    ACCELERATOR(0x12);

    private final int baseClass;

    FunctionKind(int baseClass) {
        this.baseClass = baseClass;
    }

    /** The kind of a class code of 24 bits, {@code 0x020000}; empty for what is none of our business. */
    public static Optional<FunctionKind> ofClass(long code) {
        for (FunctionKind kind : values()) {
            if (kind.baseClass == code >> 16) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
