package io.openaitriton.triton.enforce;

import io.openaitriton.response.ResponseListener;

/** The state of an answer that has not begun. */
enum Ignored implements ResponseListener {
    INSTANCE;

    @Override
    public void text(String text) {
        // there is none
    }

    @Override
    public void reasoning(String text) {
        // there is none
    }

    @Override
    public void call(String name, String id) {
        // there is none
    }

    @Override
    public void arguments(String json) {
        // there is none
    }
}
