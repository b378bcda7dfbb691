/** How requests are shared among replicas, and what that does to their caches: {@code bench/run balancing}. */
package io.openaitriton.bench.balance;
