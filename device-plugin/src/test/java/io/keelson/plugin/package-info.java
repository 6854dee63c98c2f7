/** What holds for the agent as a whole, and between the modules. */
@NullMarked
package io.keelson.plugin;

import org.jspecify.annotations.NullMarked;
