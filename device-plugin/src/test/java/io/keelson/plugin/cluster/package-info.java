/** Events: what is told and when, against an API server of a few lines, and against HTTP for what the client makes of refusals. */
@NullMarked
package io.keelson.plugin.cluster;

import org.jspecify.annotations.NullMarked;
