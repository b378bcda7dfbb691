/** Requests and answers of each kind of LLM backend behind Triton: turns a generation into the body of a call, and reads its answer. */
package io.openaitriton.triton.dialect;
