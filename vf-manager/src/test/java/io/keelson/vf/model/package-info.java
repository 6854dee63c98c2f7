/** What holds the vocabulary and its description together. */
@NullMarked
package io.keelson.vf.model;

import org.jspecify.annotations.NullMarked;
