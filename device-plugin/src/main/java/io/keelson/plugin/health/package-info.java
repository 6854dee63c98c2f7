/**
 * Facts in, healthy or not out, with the reason. Pure: reads nothing, keeps nothing, knows no clock.
 */
@NullMarked
package io.keelson.plugin.health;

import org.jspecify.annotations.NullMarked;
