package io.keelson.plugin.cni;

import java.util.Optional;

/** What CNI_COMMAND can say. Source: CNI specification 1.1.0, "CNI operations". */
enum CniVerb {
    ADD,
    DEL,
    CHECK,
    GC,
    STATUS,
    VERSION;

    static Optional<CniVerb> parse(String text) {
        for (CniVerb verb : values()) {
            if (verb.name().equals(text)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    /** Whether it is about one container. */
    boolean namesContainer() {
        return this == ADD || this == DEL || this == CHECK;
    }

    /** Whether it can do nothing without the namespace and a configuration in order. A DEL takes what it gets. */
    boolean isStrict() {
        return this == ADD || this == CHECK;
    }
}
