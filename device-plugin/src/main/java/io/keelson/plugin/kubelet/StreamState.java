package io.keelson.plugin.kubelet;

import java.util.OptionalLong;

/**
 * The streams of one server at one moment.
 *
 * @param open how many kubelet holds
 * @param lostAt when the last one ended, in the clock's nanoseconds; empty while one is open, and before the first
 */
record StreamState(int open, OptionalLong lostAt) {}
