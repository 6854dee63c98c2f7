package io.keelson.vf.journal;

/** Where random tests begin: another place each time, or where {@code -Dkeelson.seed} says, to see a failure again. */
final class Seeds {
    private Seeds() {}

    static long next() {
        long seed = Long.getLong("keelson.seed", System.nanoTime());
        System.out.println("keelson.seed=" + seed);
        return seed;
    }
}
