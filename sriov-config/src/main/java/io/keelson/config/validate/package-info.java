/**
 * What is wrong with an Intent that can be seen without a host: all of it at once, with the near miss that was meant. Pure;
 * knows no file format.
 */
@NullMarked
package io.keelson.config.validate;

import org.jspecify.annotations.NullMarked;
