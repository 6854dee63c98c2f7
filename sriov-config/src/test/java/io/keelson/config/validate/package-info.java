/** Tests. */
@NullMarked
package io.keelson.config.validate;

import org.jspecify.annotations.NullMarked;
