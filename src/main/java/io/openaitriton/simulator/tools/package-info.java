/** Simulates a model that calls tools: reads the prompt, decides, and writes in the format of the model's family. Internal. */
package io.openaitriton.simulator.tools;
