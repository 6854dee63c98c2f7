/**
 * Read-only views of the World for people and scripts: pure functions from facts and ledger to text. Nothing here looks at
 * the host, and nothing here decides.
 */
@NullMarked
package io.keelson.plugin.status;

import org.jspecify.annotations.NullMarked;
