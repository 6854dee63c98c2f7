/** Builders and golden files for the tests of this module; nothing here decides anything. */
@NullMarked
package io.keelson.config.testing;

import org.jspecify.annotations.NullMarked;
