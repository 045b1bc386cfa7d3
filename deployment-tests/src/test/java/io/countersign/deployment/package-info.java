/**
 * Images, compose file and manifests, held against the programs that they are for: what they set exists, what they point to is
 * there. Starts nothing, and needs neither an engine nor a cluster.
 */
@NullMarked
package io.countersign.deployment;

import org.jspecify.annotations.NullMarked;
