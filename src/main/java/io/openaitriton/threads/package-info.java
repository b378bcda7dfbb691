/** Threads for requests: virtual threads if the JDK has them. */
package io.openaitriton.threads;
