/** A model's definition: its properties, their checks and defaults, its names, and what it creates at its start. */
package io.openaitriton.model;
