/** A gateway of its own: its settings, its start and its management port. */
package io.openaitriton.standalone;
