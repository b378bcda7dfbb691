/** The filters, tests and functions that every template has: jinja2.filters, jinja2.tests and those of transformers. */
package io.openaitriton.template.builtin;
