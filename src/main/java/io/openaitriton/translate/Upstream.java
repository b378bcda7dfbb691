package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;
import java.util.Locale;

/** Which of Triton's endpoints is called for a client that wants its answer whole. One that streams gets a stream always. */
public enum Upstream {
    /** {@code generate}. Triton goes on to the end of an answer whose client has left. */
    GENERATE,
    /** {@code generate_stream}, gathered by the gateway: a client that leaves ends the generation. */
    STREAM;

    /** @throws IllegalArgumentException for another name than {@code generate} and {@code stream} */
    public static Upstream of(String name) {
        for (Upstream upstream : values()) {
            if (upstream.name().toLowerCase(Locale.ROOT).equals(name)) {
                return upstream;
            }
        }
        throw new IllegalArgumentException("'upstream' must be generate or stream, but is " + name);
    }

    boolean streams(ChatCompletionRequest request) {
        return this == STREAM || Boolean.TRUE.equals(request.stream());
    }
}
