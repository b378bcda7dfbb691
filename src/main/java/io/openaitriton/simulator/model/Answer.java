package io.openaitriton.simulator.model;

import io.openaitriton.simulator.tools.Speech;
import java.util.List;
import java.util.stream.IntStream;

/** One answer as it is generated: its tokens up to the end, to max_tokens or to a stop string. */
public final class Answer {
    /** Context length of Llama 3.1: no answer is longer, whatever max_tokens says. */
    private static final int MAX_TOKENS = 131_072;

    /** What vLLM calls the token that ends a turn; its text is empty. */
    private static final String END_OF_TURN = "<|eot_id|>";

    /**
     * @param finishReason "stop" or "length" on the last piece, null before
     * @param stop stop string that ended the answer, or null
     */
    private record Piece(String text, int tokens, String finishReason, String stop) {}

    private final TokenList tokens;
    private final int whole;
    private final Piece last;

    /** @param whole how many tokens come whole, before the last piece */
    private Answer(TokenList tokens, int whole, Piece last) {
        this.tokens = tokens;
        this.whole = whole;
        this.last = last;
    }

    /**
     * The answers to a request, as many as it asks for.
     *
     * @param text what each says, or null for a text of the simulator's own
     * @param wantedTokens length of that text in tokens if the prompt asks for one, or null
     */
    public static List<Answer> to(ModelRequest request, String text, Integer wantedTokens) {
        return IntStream.range(0, request.sampling().n)
                .mapToObj(choice -> text != null || wantedTokens == null
                        ? of(request, text != null ? Speech.of(text) : AnswerText.of(request, choice))
                        : of(request, TokenList.numbered(wantedTokens), ""))
                .toList();
    }

    private static Answer of(ModelRequest request, Speech speech) {
        TokenList said = TokenList.of(speech.text());
        int max = Math.min(request.sampling().maxTokens, MAX_TOKENS);
        if (speech.cut() && said.size() > 0 && said.size() <= max) {
            int whole = said.size() - 1;
            // the last piece stands for all that max_tokens allows
            return new Answer(said, whole, new Piece(said.get(whole), max - whole, "length", null));
        }
        return of(request, said, speech.end());
    }

    /** @param end text of the token that ends a turn */
    private static Answer of(ModelRequest request, TokenList said, String end) {
        Sampling sampling = request.sampling();
        int max = Math.min(sampling.maxTokens, MAX_TOKENS);
        TokenList tokens = said.atLeast(sampling.ignoreEos ? max : Math.min(max, sampling.minTokens));
        Answer stopped = stopped(tokens, max, sampling);
        if (stopped != null) {
            return stopped;
        }
        return tokens.size() >= max
                ? new Answer(tokens, max - 1, new Piece(tokens.get(max - 1), 1, "length", null))
                : new Answer(
                        tokens,
                        tokens.size(),
                        new Piece(sampling.countsEnd ? end : "", sampling.countsEnd ? 1 : 0, "stop", null));
    }

    /** Number of pieces it is sent in. */
    public int size() {
        return whole + 1;
    }

    /** The text of the pieces from one index up to another. */
    public String text(int from, int to) {
        if (to - from == 1) {
            return from < whole ? tokens.get(from) : from == whole ? last.text() : "";
        }
        StringBuilder text = new StringBuilder();
        for (int i = from; i < Math.min(to, whole); i++) {
            text.append(tokens.get(i));
        }
        return text.append(from <= whole && to > whole ? last.text() : "").toString();
    }

    /** Number of tokens of the pieces from one index up to another. */
    public int tokens(int from, int to) {
        int beforeLast = Math.min(to, whole) - Math.min(from, whole);
        return beforeLast + (from <= whole && to > whole ? last.tokens() : 0);
    }

    /** "stop" or "length", or Python's {@code None} while so few pieces are sent that the answer is not at its end. */
    public String finishReason(int pieces) {
        return pieces <= whole ? "None" : last.finishReason();
    }

    /** The stop string that ended the answer, or Python's {@code None}. */
    public String stopReason(int pieces) {
        return pieces <= whole || last.stop() == null ? "None" : last.stop();
    }

    /** The token as the log probabilities name it. */
    String decodedToken(int index) {
        boolean ended =
                index == whole && last.text().isEmpty() && last.finishReason().equals("stop");
        return ended ? END_OF_TURN : text(index, index + 1);
    }

    /** The answer up to the stop string that is complete first, or null if none occurs. */
    private static Answer stopped(TokenList tokens, int max, Sampling sampling) {
        if (sampling.stop.isEmpty()) {
            return null;
        }
        String text = String.join("", tokens.subList(0, Math.min(max, tokens.size())));
        String first = null;
        int end = Integer.MAX_VALUE;
        for (String stop : sampling.stop) {
            int start = stop.isEmpty() ? -1 : text.indexOf(stop);
            if (start >= 0 && start + stop.length() < end) {
                end = start + stop.length();
                first = stop;
            }
        }
        if (first == null) {
            return null;
        }
        return cutOff(tokens, text.substring(0, sampling.keepsStop ? end : end - first.length()), end, first);
    }

    /** Tokens that lie before the cut come whole; the last piece stands for all that were generated after them. */
    private static Answer cutOff(TokenList tokens, String text, int end, String stop) {
        int whole = 0;
        int length = 0;
        while (length + tokens.get(whole).length() <= text.length()
                && length + tokens.get(whole).length() < end) {
            length += tokens.get(whole++).length();
        }
        int generated = whole;
        for (int generatedLength = length; generatedLength < end; generated++) {
            generatedLength += tokens.get(generated).length();
        }
        return new Answer(tokens, whole, new Piece(text.substring(length), generated - whole, "stop", stop));
    }
}
