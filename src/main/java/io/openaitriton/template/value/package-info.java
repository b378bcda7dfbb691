/** The values of Python, and what every value has: a type, a length, elements, equality. */
package io.openaitriton.template.value;
