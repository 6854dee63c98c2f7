/** Tests of which pod gets which device. */
@NullMarked
package io.keelson.plugin.attach;

import org.jspecify.annotations.NullMarked;
