/** Where a standalone gateway sends its traces. A gateway without traces needs no OpenTelemetry. */
package io.openaitriton.standalone.trace;
