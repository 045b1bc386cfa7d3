package io.countersign.replay.difference;

/**
 * A field that two records do not agree on. Holds no value that may not be shown.
 *
 * @param path the field's place, such as {@code account.identifiers[1].value}: items of lists by their id or, where they have
 *     none, by their number from 0
 * @param field the same without items, such as {@code account.identifiers[].value}, to count by
 * @param before what the first record has there, or what stands for it
 * @param after what the second record has there, or what stands for it
 */
public record Difference(String path, String field, String before, String after) {}
