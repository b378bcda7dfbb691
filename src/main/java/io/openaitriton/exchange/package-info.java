/** What every step may know of the request that an exchange serves: the names of its properties, and its observation. */
package io.openaitriton.exchange;
