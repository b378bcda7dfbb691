/**
 * What becomes of Triton's answer to a call: a whole answer, or a stream that is read piece by piece, of one call or of several prompts.
 */
package io.openaitriton.answer;
