/** Route files that can be edited while a gateway runs, and mistakes in them told by file and line. */
package io.openaitriton.live;
