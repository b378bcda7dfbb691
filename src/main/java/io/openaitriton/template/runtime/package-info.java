/**
 * One rendering: its variables, its output, and the limits on its time and memory. It knows that something holds memory
 * ({@link io.openaitriton.template.runtime.Holder}), but no kind of value.
 */
package io.openaitriton.template.runtime;
