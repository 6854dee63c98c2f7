/** Tells when a directory changes; reads nothing there, and knows nobody else of the agent. */
@NullMarked
package io.keelson.plugin.watch;

import org.jspecify.annotations.NullMarked;
