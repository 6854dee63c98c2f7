/**
 * The command line, the wiring, the agent's life, and every thread that lives longer than a request. Nobody imports this
 * package; it is the only one that knows them all.
 */
@NullMarked
package io.keelson.plugin.app;

import org.jspecify.annotations.NullMarked;
