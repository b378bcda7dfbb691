package io.openaitriton.simulator;

import java.util.List;

/** One answer as vLLM streams it: its tokens up to the end, to max_tokens or to a stop string. */
final class Answer {
    /** Context length of Llama 3.1: no answer is longer, whatever max_tokens says. */
    private static final int MAX_TOKENS = 131_072;

    /** What vLLM calls the token that ends a turn; it counts, and its text is empty. */
    private static final String END_OF_TURN = "<|eot_id|>";

    /** @param finishReason "stop" or "length" on the last piece, null before */
    record Piece(String text, int tokens, String finishReason) {}

    private final TokenList tokens;
    private final int whole;
    private final Piece last;

    /** @param whole how many tokens come whole, before the last piece */
    private Answer(TokenList tokens, int whole, Piece last) {
        this.tokens = tokens;
        this.whole = whole;
        this.last = last;
    }

    static Answer of(VllmRequest request, Integer wantedTokens, int choice) {
        SamplingParameters sampling = request.sampling();
        int max = Math.min(sampling.maxTokens(), MAX_TOKENS);
        TokenList tokens =
                wantedTokens != null ? TokenList.numbered(wantedTokens) : TokenList.of(AnswerText.of(request, choice));
        tokens = tokens.atLeast(sampling.flag("ignore_eos") ? max : Math.min(max, sampling.minTokens()));
        Answer stopped = stopped(tokens, max, sampling);
        if (stopped != null) {
            return stopped;
        }
        return tokens.size() >= max
                ? new Answer(tokens, max - 1, new Piece(tokens.get(max - 1), 1, "length"))
                : new Answer(tokens, tokens.size(), new Piece("", 1, "stop"));
    }

    int size() {
        return whole + 1;
    }

    Piece piece(int index) {
        return index < whole ? new Piece(tokens.get(index), 1, null) : last;
    }

    /** The token as the log probabilities name it. */
    String decodedToken(int index) {
        boolean ended =
                index == whole && last.text().isEmpty() && last.finishReason().equals("stop");
        return ended ? END_OF_TURN : piece(index).text();
    }

    /** The answer up to the stop string that is complete first, or null if none occurs. */
    private static Answer stopped(TokenList tokens, int max, SamplingParameters sampling) {
        List<String> stops = sampling.stop();
        if (stops.isEmpty()) {
            return null;
        }
        String text = String.join("", tokens.subList(0, Math.min(max, tokens.size())));
        int cut = -1;
        int end = Integer.MAX_VALUE;
        for (String stop : stops) {
            int start = stop.isEmpty() ? -1 : text.indexOf(stop);
            if (start >= 0 && start + stop.length() < end) {
                end = start + stop.length();
                cut = sampling.flag("include_stop_str_in_output") ? end : start;
            }
        }
        return cut < 0 ? null : cutOff(tokens, text, cut, end);
    }

    /** Tokens that lie before the cut come whole; the last piece stands for all that were generated after them. */
    private static Answer cutOff(TokenList tokens, String text, int cut, int end) {
        int whole = 0;
        int length = 0;
        while (length + tokens.get(whole).length() <= cut
                && length + tokens.get(whole).length() < end) {
            length += tokens.get(whole++).length();
        }
        int generated = whole;
        for (int generatedLength = length; generatedLength < end; generated++) {
            generatedLength += tokens.get(generated).length();
        }
        return new Answer(tokens, whole, new Piece(text.substring(length, cut), generated - whole, "stop"));
    }
}
