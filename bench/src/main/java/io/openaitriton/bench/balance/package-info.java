/** The distribution of requests among replicas, and its effect on their caches: {@code bench/run balancing}. */
package io.openaitriton.bench.balance;
