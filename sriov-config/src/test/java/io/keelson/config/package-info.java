/** What holds for the module as a whole. */
@NullMarked
package io.keelson.config;

import org.jspecify.annotations.NullMarked;
