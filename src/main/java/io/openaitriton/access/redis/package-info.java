/** Rate limits that several gateways share: the same buckets in a Redis. Hosts without one need no Lettuce. */
package io.openaitriton.access.redis;
