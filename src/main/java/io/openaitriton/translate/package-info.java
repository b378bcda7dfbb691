/**
 * Pure functions between the two wires: chat request to generate request, generate answer or events to completion or
 * chunks. No Camel, no Vert.x, no threads; clock and ids are passed in.
 */
package io.openaitriton.translate;
