package io.openaitriton.simulator.model;

/** The responses of a model to one request, in the order in which they are sent. */
public interface Responses {

    int size();

    /** How many tokens of an answer were generated before the last that this response waits for. */
    int due(int index);

    /** The response's JSON: only outputs that were asked for, keys in byte order. */
    String json(int index);
}
