/** TLS in front of a gateway of its own. */
package io.openaitriton.server.tls;
