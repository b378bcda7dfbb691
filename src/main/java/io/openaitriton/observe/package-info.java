/** Reports each request to the access log, metrics and traces. Knows neither Camel nor HTTP servers. */
package io.openaitriton.observe;
