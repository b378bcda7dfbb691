/** Values as text, and text as numbers: {@code str}, {@code repr}, {@code %}, format specifications, escaping for HTML. */
package io.openaitriton.template.format;
