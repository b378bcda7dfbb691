package io.openaitriton.generation;

import java.util.Locale;

/** Which of Triton's endpoints is called for a client that wants its answer whole. One that streams gets a stream always. */
public enum EndpointChoice {
    /** {@code generate}. Triton goes on to the end of an answer whose client has left. */
    GENERATE,
    /** {@code generate_stream}, gathered by the gateway: a client that leaves ends the generation. */
    STREAM;

    /** @throws IllegalArgumentException for another name than {@code generate} and {@code stream} */
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
