@NullMarked
package io.keelson.plugin.means;

import org.jspecify.annotations.NullMarked;
