/** What can be called, and how its arguments are bound. Knows values, but no function, filter or test by name. */
package io.openaitriton.template.call;
