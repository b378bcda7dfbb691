/**
 * A simulated Triton, to test against and to try the gateway without a GPU: {@link TritonSimulator}, its {@link
 * SimulatorSettings}, {@link ScriptedReply} and {@link RecordedRequest}. The packages below are internal. Depends on nothing
 * of the gateway.
 */
package io.openaitriton.simulator;
