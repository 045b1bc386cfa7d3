/**
 * State and history of resources over HTTP: one resource, or pages of many, whichever instance is asked. Owns the paths,
 * the JSON, the problems and the questions between instances; must not know how a state came to be.
 */
@NullMarked
package io.countersign.processor.resources;

import org.jspecify.annotations.NullMarked;
