/** {@code POST /v1/embeddings}: its request, what of it is refused, and its answer. */
package io.openaitriton.api.embeddings;
