package io.openaitriton.generation;

import java.util.Locale;

/** The Triton endpoint for clients that do not stream. Clients that stream always get a stream. */
public enum EndpointChoice {
    /** {@code generate}. Triton completes an answer even after the client disconnects. */
    GENERATE,
    /** {@code generate_stream}, collected by the gateway: the generation ends when the client disconnects. */
    STREAM;

    /** @throws IllegalArgumentException for any name except {@code generate} and {@code stream} */
    public static EndpointChoice of(String name) {
        for (EndpointChoice choice : values()) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(name)) {
                return choice;
            }
        }
        throw new IllegalArgumentException("'upstream' must be generate or stream, but is " + name);
    }

    boolean streams(boolean asked) {
        return this == STREAM || asked;
    }
}
