/**
 * The face of this module: look at the host, change it, repair it. Other modules come in here; the packages below never
 * import this one.
 */
@NullMarked
package io.keelson.vf;

import org.jspecify.annotations.NullMarked;
