/**
 * Why does my pod not get a VF? Facts gathered elsewhere are compared with what the configuration wants, check by check. No
 * I/O here: nothing in this package looks at the host, or changes it.
 */
@NullMarked
package io.keelson.plugin.doctor;

import org.jspecify.annotations.NullMarked;
