/** The stored responses of a client, in the store of a context. */
package io.openaitriton.archive;
