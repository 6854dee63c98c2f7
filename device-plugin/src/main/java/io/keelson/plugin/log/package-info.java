/**
 * What may be a key in the agent's log. Only names: nothing here writes a log, and no class of the agent is known here.
 */
@NullMarked
package io.keelson.plugin.log;

import org.jspecify.annotations.NullMarked;
