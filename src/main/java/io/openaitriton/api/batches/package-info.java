/** {@code /v1/batches}: its records, and those of the lines of its files. */
package io.openaitriton.api.batches;
