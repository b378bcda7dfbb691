package io.openaitriton.bench.faults;

/** A fault that is brought about between a client and Triton. */
@FunctionalInterface
interface Trial {
    /** What came of it, in few words. */
    String outcome(ScriptedTriton triton, Client client) throws Exception;
}
