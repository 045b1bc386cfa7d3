package io.countersign.processor.ledger;

import io.countersign.state.ResourceState;

/**
 * The ledger's answer to one event.
 *
 * @param verdict what the event did
 * @param state the state after it; the very state before it unless the verdict {@linkplain Verdict#isCounted() counts}
 * @param unexpected whether the event was counted and came by a step that the provider's documentation does not know, as
 *     far as could be told on its arrival
 */
public record Decision(Verdict verdict, ResourceState state, boolean unexpected) {}
