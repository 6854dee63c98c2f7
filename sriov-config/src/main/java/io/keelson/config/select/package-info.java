/**
 * Which device belongs to which pool: selectors against the facts of one snapshot, the first match owns. Pure, and computed
 * once per snapshot.
 */
@NullMarked
package io.keelson.config.select;

import org.jspecify.annotations.NullMarked;
