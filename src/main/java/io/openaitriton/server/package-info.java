/** The gateway's own HTTP server on Vert.x: what a request passes before any route, and how an answer is written. */
package io.openaitriton.server;
