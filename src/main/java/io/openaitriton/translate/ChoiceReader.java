package io.openaitriton.translate;

import io.openaitriton.openai.ChoiceLogprobs;
import io.openaitriton.openai.TokenLogprob;
import io.openaitriton.triton.Output;
import io.openaitriton.triton.TritonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one choice of an answer, from one output or from those of a stream's events. */
final class ChoiceReader {
    /** Ends that are none of the model's. */
    private static final Set<String> BROKEN = Set.of("abort", "error", "cancelled", "timeout");

    private final GenerateCall call;
    private final DeltaText delta;
    private final Echo echo;
    private final StopFilter stop;

    private String finishReason;
    private Long tokens;
    private Long counted;
    private boolean spoke;
    private int tokenOffset;
    private final StringBuilder generated = new StringBuilder();
    private List<TokenLogprob> logprobs = new ArrayList<>();

    ChoiceReader(GenerateCall call, boolean stream) {
        this.call = call;
        this.delta = new DeltaText(stream && call.dialect().cumulative());
        this.echo = call.dialect().echoes() ? new Echo(call.prompt(), call.generationMarker()) : null;
        this.stop = new StopFilter(call.stops());
    }

    /**
     * Takes the next output and returns what of its text may leave.
     *
     * @throws TritonException when the backend broke the answer off
     */
    String push(Output output) {
        if (output.finishReason() != null) {
            if (BROKEN.contains(output.finishReason())) {
                throw new TritonException(
                        TritonException.Kind.FAILED, "the backend ended the answer with " + output.finishReason());
            }
            finishReason = output.finishReason();
        }
        if (output.tokens() != null) {
            tokens = (tokens == null ? 0 : tokens) + output.tokens();
        }
        if (output.text() == null) {
            return "";
        }
        if (call.wanted().topLogprobs() != null) {
            logprobs.addAll(Logprobs.of(output.logprobs(), call.wanted().topLogprobs()));
        }
        spoke |= !output.text().isEmpty();
        String fresh = delta.push(output.text());
        return fresh(echo == null ? fresh : echo.push(fresh));
    }

    /** Returns what was held back to the end. */
    String end() {
        String rest = delta.end();
        rest = echo == null ? rest : echo.push(rest) + echo.end();
        return fresh(rest) + stop.end();
    }

    private String fresh(String text) {
        // a backend that counts does so from its first event on
        if (call.counter() != null && (tokens == null || tokens == 0)) {
            generated.append(text);
        }
        return stop.push(text);
    }

    /** True when a stop string ended the text: nothing more of it is wanted. */
    boolean stopped() {
        return stop.matched();
    }

    /** True when the backend has said why the text ended. */
    boolean finished() {
        return finishReason != null;
    }

    /** Log probabilities that have not been asked for since they came, or null. */
    ChoiceLogprobs takeLogprobs() {
        if (logprobs.isEmpty()) {
            return null;
        }
        ChoiceLogprobs taken = new ChoiceLogprobs(logprobs, null);
        logprobs.forEach(token -> tokenOffset += token.token().length());
        logprobs = new ArrayList<>();
        return taken;
    }

    /** Length of the tokens whose log probabilities were taken, in UTF-16 units. */
    int tokenOffset() {
        return tokenOffset;
    }

    /** OpenAI's word for why the text ended. */
    String finishReason() {
        if (stop.matched()) {
            return "stop";
        }
        if (finishReason == null) {
            return call.dialect().inferFinishReason(tokens(), call.wanted().maxTokens());
        }
        return finishReason.equals("length") ? "length" : "stop";
    }

    /** Number of generated tokens, or null when it is not known; 0 for a text is no count. */
    Long tokens() {
        if (tokens != null && (tokens > 0 || !spoke)) {
            return tokens;
        }
        if (counted == null) {
            counted = call.count(generated.toString());
        }
        return counted;
    }
}
