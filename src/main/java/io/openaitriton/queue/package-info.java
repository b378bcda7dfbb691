/** Queues calls when there is not room for all. Knows neither HTTP nor Camel. */
package io.openaitriton.queue;
