/** What the simulated models share: sampling, the text of an answer, and its tokens. Internal. */
package io.openaitriton.simulator.model;
