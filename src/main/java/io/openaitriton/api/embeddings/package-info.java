/** {@code POST /v1/embeddings}: its request, the checks of it, and its answer. */
package io.openaitriton.api.embeddings;
