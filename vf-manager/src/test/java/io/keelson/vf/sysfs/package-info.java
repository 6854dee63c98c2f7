/** What is read from trees in the kernel's layout, sound and broken. */
@NullMarked
package io.keelson.vf.sysfs;

import org.jspecify.annotations.NullMarked;
