/**
 * Makes a backend enforce what a request demands: tool calls, or an output format. It sends a
 * {@link io.openaitriton.generation.Constraint}, a JSON schema or a structural tag; {@code docs/tools.md} describes which, and
 * which requests are refused.
 */
package io.openaitriton.triton.enforce;
