/** What can go wrong, and where in the source: jinja2.exceptions. Knows nobody. */
package io.openaitriton.template.error;
