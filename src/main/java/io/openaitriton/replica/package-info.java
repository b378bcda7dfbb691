/** Chooses the replica for a request. Knows neither HTTP nor Camel. */
package io.openaitriton.replica;
