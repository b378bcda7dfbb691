/** Rate limits in the memory of this gateway: token buckets of Bucket4j, which hosts without API keys need not have. */
package io.openaitriton.access.bucket;
