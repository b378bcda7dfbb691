/** A standalone gateway: its settings, its start and its management port. */
package io.openaitriton.standalone;
