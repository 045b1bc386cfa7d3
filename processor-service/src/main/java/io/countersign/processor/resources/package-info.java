/**
 * The API over HTTP: state and history of resources, and what is in quarantine; one thing or pages of many, whichever instance
 * is asked. Owns the paths, the JSON, the problems and the questions between instances; must not know how a state came to
 * be, nor what a redrive does.
 */
@NullMarked
package io.countersign.processor.resources;

import org.jspecify.annotations.NullMarked;
