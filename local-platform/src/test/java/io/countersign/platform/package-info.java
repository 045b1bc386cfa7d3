@NullMarked
package io.countersign.platform;

import org.jspecify.annotations.NullMarked;
