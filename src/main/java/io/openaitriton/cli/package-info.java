/** Commands in addition to the gateway: each has a main method. */
package io.openaitriton.cli;
