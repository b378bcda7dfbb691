/** Errors and their positions in the source: jinja2.exceptions. Depends on nothing. */
package io.openaitriton.template.error;
