/** Plays a model that calls tools: reads the prompt, decides, and writes as the model's family does. Internal. */
package io.openaitriton.simulator.tools;
