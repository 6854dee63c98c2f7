/** Tests of the list of log keys. */
@NullMarked
package io.keelson.plugin.log;

import org.jspecify.annotations.NullMarked;
