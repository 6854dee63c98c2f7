/** Tests. */
@NullMarked
package io.keelson.config.parse;

import org.jspecify.annotations.NullMarked;
