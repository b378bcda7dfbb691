/** Commands beside the gateway itself: each has a main method. */
package io.openaitriton.cli;
