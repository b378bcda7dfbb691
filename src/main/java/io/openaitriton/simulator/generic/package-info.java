/** A plain Python model. Internal. */
package io.openaitriton.simulator.generic;
