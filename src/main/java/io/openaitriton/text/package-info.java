/** Texts in pieces, and their JSON. */
package io.openaitriton.text;
