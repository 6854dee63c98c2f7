/** Tests of the journal, with the small programs they kill. */
@NullMarked
package io.keelson.vf.journal;

import org.jspecify.annotations.NullMarked;
