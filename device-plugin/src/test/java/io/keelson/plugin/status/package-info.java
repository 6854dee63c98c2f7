/** What people and scripts get to see, held to golden files. */
@NullMarked
package io.keelson.plugin.status;

import org.jspecify.annotations.NullMarked;
