package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChoiceLogprobs;
import io.openaitriton.openai.Completion;
import io.openaitriton.openai.CompletionLogprobs;
import io.openaitriton.openai.TokenLogprob;
import io.openaitriton.openai.TopLogprob;
import io.openaitriton.openai.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the answers to a chat and to a plain prompt differ in. */
enum AnswerForm {
    /** Of {@code /v1/chat/completions}. */
    CHAT(ChunkWriter.Shape.CHAT) {
        @Override
        Object completion(CompletionHead head, List<Text> texts, Usage usage) {
            List<ChatCompletion.Choice> choices = new ArrayList<>(texts.size());
            for (Text text : texts) {
                choices.add(new ChatCompletion.Choice(
                        choices.size(),
                        new ChatCompletion.Message("assistant", text.text(), null),
                        text.logprobs(),
                        text.finishReason()));
            }
            return new ChatCompletion(head.id(), head.created(), head.model(), choices, usage);
        }

        @Override
        ChoiceLogprobs logprobs(ChoiceLogprobs logprobs, int offset) {
            return logprobs;
        }
    },

    /** Of {@code /v1/completions}. */
    TEXT(ChunkWriter.Shape.TEXT) {
        @Override
        Object completion(CompletionHead head, List<Text> texts, Usage usage) {
            List<Completion.Choice> choices = new ArrayList<>(texts.size());
            for (Text text : texts) {
                choices.add(new Completion.Choice(
                        choices.size(), text.text(), logprobs(text.logprobs(), 0), text.finishReason()));
            }
            return new Completion(head.id(), head.created(), head.model(), choices, usage);
        }

        @Override
        CompletionLogprobs logprobs(ChoiceLogprobs logprobs, int offset) {
            return logprobs == null ? null : older(logprobs.content(), offset);
        }
    };

    private final ChunkWriter.Shape shape;

    AnswerForm(ChunkWriter.Shape shape) {
        this.shape = shape;
    }

    /** One text of an answer. */
    record Text(String text, ChoiceLogprobs logprobs, String finishReason) {}

    /** The whole answer. */
    abstract Object completion(CompletionHead head, List<Text> texts, Usage usage);

    /**
     * Log probabilities as their JSON has them, null for null.
     *
     * @param offset how much of the choice's text the tokens before them have, in UTF-16 units
     */
    abstract Object logprobs(ChoiceLogprobs logprobs, int offset);

    /** Chunks of a stream. */
    ChunkWriter.Shape shape() {
        return shape;
    }

    private static CompletionLogprobs older(List<TokenLogprob> content, int offset) {
        List<String> tokens = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Map<String, Double>> top = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int at = offset;
        for (TokenLogprob token : content) {
            tokens.add(token.token());
            values.add(token.logprob());
            offsets.add(at);
            at += token.token().length();
            Map<String, Double> likeliest = new LinkedHashMap<>();
            for (TopLogprob candidate : token.topLogprobs()) {
                likeliest.putIfAbsent(candidate.token(), candidate.logprob());
            }
            top.add(likeliest);
        }
        boolean asked = top.stream().anyMatch(likeliest -> !likeliest.isEmpty());
        return new CompletionLogprobs(tokens, values, asked ? top : null, offsets);
    }
}
