package io.openaitriton.simulator.http;

/** A reply that a test dictates: every byte of it, or the text that the model answers. */
public sealed interface Reply permits Script, Reply.Text {

    record Text(String text) implements Reply {}
}
