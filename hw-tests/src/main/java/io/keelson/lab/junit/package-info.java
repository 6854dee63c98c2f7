/** How a JUnit test gets a guest. */
@NullMarked
package io.keelson.lab.junit;

import org.jspecify.annotations.NullMarked;
