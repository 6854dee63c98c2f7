/**
 * The append-only log of what was done to the host, the {@link io.keelson.vf.model.Ledger} folded from it, and the lock that
 * makes its writer the only one. Nothing here touches the kernel beyond files in one directory, and nothing here decides
 * what a transaction left open means: that is planned again by whoever opened the journal.
 */
@NullMarked
package io.keelson.vf.journal;

import org.jspecify.annotations.NullMarked;
