package io.openaitriton.simulator.model;

/** Responses with one answer: a token in each when streaming, all of it in one otherwise. */
public interface OneAnswer extends Responses {

    ModelRequest request();

    Answer answer();

    @Override
    default int size() {
        return request().stream() ? answer().size() : 1;
    }

    @Override
    default int due(int index) {
        return request().stream() ? index : answer().size() - 1;
    }
}
