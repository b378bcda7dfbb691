/** Observes requests in traces. Hosts without traces need no OpenTelemetry. */
package io.openaitriton.observe.trace;
