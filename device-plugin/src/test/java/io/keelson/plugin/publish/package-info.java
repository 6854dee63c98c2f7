/** Tests of the files that others read. */
@NullMarked
package io.keelson.plugin.publish;

import org.jspecify.annotations.NullMarked;
