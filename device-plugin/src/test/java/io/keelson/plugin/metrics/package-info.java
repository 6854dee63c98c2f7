/** Tests of the endpoint: real requests over loopback, and its text read by a strict parser. */
@NullMarked
package io.keelson.plugin.metrics;

import org.jspecify.annotations.NullMarked;
