@NullMarked
package io.keelson.vf.step;

import org.jspecify.annotations.NullMarked;
