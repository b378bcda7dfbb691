/** Attributes, items and slices of values, and the methods of strings, lists, tuples and dictionaries. */
package io.openaitriton.template.method;
