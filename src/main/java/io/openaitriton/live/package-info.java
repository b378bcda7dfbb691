/** Route files that can be edited while a gateway runs, with mistakes reported by file and line. */
package io.openaitriton.live;
