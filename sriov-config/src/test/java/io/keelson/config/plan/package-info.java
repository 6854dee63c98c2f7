/** Tests. */
@NullMarked
package io.keelson.config.plan;

import org.jspecify.annotations.NullMarked;
