/** Doubles that behave like the kernel, for the tests of every module; exported as a test-jar of this package only. */
@NullMarked
package io.keelson.vf.testing;

import org.jspecify.annotations.NullMarked;
