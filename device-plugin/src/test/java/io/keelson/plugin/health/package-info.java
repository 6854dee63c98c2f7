/** Every reason against a VF, and none. */
@NullMarked
package io.keelson.plugin.health;

import org.jspecify.annotations.NullMarked;
