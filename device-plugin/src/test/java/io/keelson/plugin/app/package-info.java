/** Tests of the command line and the wiring. */
@NullMarked
package io.keelson.plugin.app;

import org.jspecify.annotations.NullMarked;
