/** Reads requests and writes texts faster than Jackson alone. */
package io.openaitriton.api.json;
