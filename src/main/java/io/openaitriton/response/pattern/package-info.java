/** Regular expressions that are matched character by character, as text comes, without reading any of it a second time. */
package io.openaitriton.response.pattern;
