/**
 * Turns Triton's answer to a call into a whole answer, or into a stream that is read piece by piece, for one call or several prompts.
 */
package io.openaitriton.answer;
