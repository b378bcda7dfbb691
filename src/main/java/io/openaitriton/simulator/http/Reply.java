package io.openaitriton.simulator.http;

/** A scripted reply: all of its bytes, or the text of the model's answer. */
public sealed interface Reply permits Script, Reply.Text {

    record Text(String text) implements Reply {}
}
