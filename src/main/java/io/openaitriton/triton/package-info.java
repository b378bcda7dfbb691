/** Triton's generate extension: its requests, answers, events and errors. Depends on nothing of the project. */
package io.openaitriton.triton;
