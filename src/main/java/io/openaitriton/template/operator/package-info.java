/** Python's operators: arithmetic, comparison, {@code in}. */
package io.openaitriton.template.operator;
