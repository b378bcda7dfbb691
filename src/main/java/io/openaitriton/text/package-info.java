/** Texts that are put together of pieces, and their JSON. */
package io.openaitriton.text;
