/** Tests of planning attach and release. */
@NullMarked
package io.keelson.vf.attach;

import org.jspecify.annotations.NullMarked;
