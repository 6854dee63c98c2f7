/**
 * What the agent has been given to work with: capabilities, namespaces, directories of the host. Asked once, before anything
 * is touched. Reads {@code /proc}, changes nothing, and knows nothing of VFs.
 */
@NullMarked
package io.keelson.plugin.means;

import org.jspecify.annotations.NullMarked;
