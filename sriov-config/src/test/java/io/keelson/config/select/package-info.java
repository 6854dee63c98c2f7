/** Tests. */
@NullMarked
package io.keelson.config.select;

import org.jspecify.annotations.NullMarked;
