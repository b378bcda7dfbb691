/** The calls of models that encode texts: a request's texts cut to the model's length, its batches, and the calls under way. */
package io.openaitriton.encoding;
