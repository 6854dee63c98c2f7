/** What the face of the module promises. */
@NullMarked
package io.keelson.vf;

import org.jspecify.annotations.NullMarked;
