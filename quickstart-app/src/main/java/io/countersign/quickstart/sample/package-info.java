/**
 * The 27 example webhooks of the three providers, how their senders sign, and what the documentation says their
 * resources must end as. Owns the sender's side; shares no code with the ingress, so that one can prove the other.
 */
@NullMarked
package io.countersign.quickstart.sample;

import org.jspecify.annotations.NullMarked;
