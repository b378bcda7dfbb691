/** Images that requests hold or point to: read, checked, and fetched without letting a client reach what it must not. */
package io.openaitriton.images;
