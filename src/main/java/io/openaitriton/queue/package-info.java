/** Who is called when there is not room for all: no HTTP, no Camel. */
package io.openaitriton.queue;
