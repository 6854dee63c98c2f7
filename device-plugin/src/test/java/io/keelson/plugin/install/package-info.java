@NullMarked
package io.keelson.plugin.install;

import org.jspecify.annotations.NullMarked;
