/** Strings as Python has them: code points, white space, capital and small letters, escapes. Knows only {@code error}. */
package io.openaitriton.template.text;
