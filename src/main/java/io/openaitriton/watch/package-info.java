/** Looks at what may change while the gateway runs, again and again, whatever is found. */
package io.openaitriton.watch;
