/**
 * Files that others read: device-info for Multus and what it serves, CDI specs for container runtimes. Projections of the
 * ledger and of the pools, made anew at start and on every look; nothing is ever read back from them. Only files that carry
 * names of our resources are touched.
 */
@NullMarked
package io.keelson.plugin.publish;

import org.jspecify.annotations.NullMarked;
