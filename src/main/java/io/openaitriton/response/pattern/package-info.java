/** Regular expressions that are matched character by character in a stream, without reading any character twice. */
package io.openaitriton.response.pattern;
