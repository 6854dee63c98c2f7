/** The lab's command for a person: {@code hw-tests/bin/lab}. */
@NullMarked
package io.keelson.lab.cli;

import org.jspecify.annotations.NullMarked;
