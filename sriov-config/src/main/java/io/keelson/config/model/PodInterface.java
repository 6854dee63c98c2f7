package io.keelson.config.model;

import io.keelson.vf.model.IfName;
import java.util.Optional;

/**
 * How the interface is called in the pod. A text that ends in a digit is a full name, for pods that ask for one device;
 * any other is a prefix that gets a number from 1 on: {@code net} becomes {@code net1}, {@code net2}.
 */
public record PodInterface(String text) {
    /** {@code net}, as Multus names them. */
    public static final PodInterface NET = new PodInterface("net");

    private static final int LONGEST_PREFIX = 12;

    public PodInterface {
        if (!valid(text)) {
            throw new IllegalArgumentException("neither an interface name nor a prefix of one");
        }
    }

    /** The name or prefix a text spells; empty where the kernel would refuse it or no three digits would fit behind it. */
    public static Optional<PodInterface> parse(String text) {
        return valid(text) ? Optional.of(new PodInterface(text)) : Optional.empty();
    }

    /** Whether it is a prefix. */
    public boolean isPrefix() {
        return !endsInDigit(text);
    }

    /** The name of the n-th interface of a pod, n from 1 to 999; a full name is the name of the first only. */
    public Optional<IfName> name(int n) {
        if (n < 1 || n > 999) {
            return Optional.empty();
        }
        return isPrefix() ? IfName.parse(text + n) : n == 1 ? IfName.parse(text) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean valid(String text) {
        return IfName.parse(text).isPresent()
                && (endsInDigit(text) || text.length() <= LONGEST_PREFIX)
                && !text.equals("lo");
    }

    private static boolean endsInDigit(String text) {
        char last = text.charAt(text.length() - 1);
        return last >= '0' && last <= '9';
    }
}
