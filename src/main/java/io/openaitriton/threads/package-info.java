/** Threads for requests: virtual ones where the JDK has them. */
package io.openaitriton.threads;
