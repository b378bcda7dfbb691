/** Responses in a Redis that several gateways share. Hosts without one need no Lettuce. */
package io.openaitriton.store.redis;
