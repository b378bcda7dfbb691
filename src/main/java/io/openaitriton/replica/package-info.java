/** Which of several servers gets a request: the choice alone, without HTTP or Camel. */
package io.openaitriton.replica;
