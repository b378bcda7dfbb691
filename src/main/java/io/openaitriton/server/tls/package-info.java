/** TLS of a standalone gateway. */
package io.openaitriton.server.tls;
