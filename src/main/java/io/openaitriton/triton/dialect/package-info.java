/** How each kind of LLM backend behind Triton is asked and answers: a generation in, the body of a call out, and how its answer is read. */
package io.openaitriton.triton.dialect;
