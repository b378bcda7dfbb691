/** The gateway's own HTTP server on Vert.x: the steps before any route, and the writing of answers. */
package io.openaitriton.server;
