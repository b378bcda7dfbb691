/** A look-alike of a Triton server, to try the gateway without one and to test it. Depends on nothing of the project. */
package io.openaitriton.simulator;
