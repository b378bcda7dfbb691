/** What Triton does around every model: it reads requests into tensors, and describes models and errors in JSON. Internal. */
package io.openaitriton.simulator.core;
