/**
 * Text to Intent: the native YAML and the device plugin's {@code resourceList} JSON. The text is untrusted: size, depth and
 * count are bounded, and whatever is wrong comes out as a Problem with its place, never as an exception. Only
 * {@code ConfigFiles} reads files.
 */
@NullMarked
package io.keelson.config.parse;

import org.jspecify.annotations.NullMarked;
