/**
 * Whether a host can hand VFs to user space: evidence read from its files (IOMMU, vfio, hugepages, limits of processes), and
 * what follows from it. Reading ({@link io.keelson.dpdk.check.UserspaceHost}) and judging ({@link io.keelson.dpdk.check.Judgement})
 * are apart; nothing here changes a host.
 */
@NullMarked
package io.keelson.dpdk.check;

import org.jspecify.annotations.NullMarked;
