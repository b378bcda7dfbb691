package io.openaitriton.bench.faults;

/** A fault between a client and Triton. */
@FunctionalInterface
interface Trial {
    /** The outcome, in a few words. */
    String outcome(ScriptedTriton triton, Client client) throws Exception;
}
