/** Tests of the checks, each good and bad. */
@NullMarked
package io.keelson.plugin.doctor;

import org.jspecify.annotations.NullMarked;
