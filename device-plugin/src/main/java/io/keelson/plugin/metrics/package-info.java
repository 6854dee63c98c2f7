/**
 * The agent over HTTP, for those who watch it: metrics, liveness, readiness. A view of what the agent knows anyway: a request
 * reads memory, never the host, and changes nothing. The only package that sees the HTTP server and the Prometheus library.
 */
@NullMarked
package io.keelson.plugin.metrics;

import org.jspecify.annotations.NullMarked;
