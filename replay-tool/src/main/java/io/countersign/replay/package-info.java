/**
 * What all rooms of the replay tool share: how it ends. The rooms are the packages below; only {@code command} knows them
 * all.
 */
@NullMarked
package io.countersign.replay;

import org.jspecify.annotations.NullMarked;
