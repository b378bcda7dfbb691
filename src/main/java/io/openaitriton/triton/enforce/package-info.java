/**
 * How a backend is made to write what a request demands: calls of tools, or an answer of a given form. What is sent is a {@link
 * io.openaitriton.generation.Constraint}, a JSON schema or a structural tag; {@code docs/tools.md} says which, and where a request is refused.
 */
package io.openaitriton.triton.enforce;
