/**
 * The intake of a webhook: authenticate, normalise, publish, sign off; and of what comes once more from quarantine. Owns
 * the order of these steps and what an answer means; must not know HTTP.
 */
@NullMarked
package io.countersign.ingress.intake;

import org.jspecify.annotations.NullMarked;
