/** Any other sender of JSON, described by configuration alone: its scheme, and where its events' parts are. */
@NullMarked
package io.countersign.ingress.provider.generic;

import org.jspecify.annotations.NullMarked;
