package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionChunk;
import io.openaitriton.openai.ChatCompletionChunk.Delta;
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
import java.util.stream.IntStream;

/** What the answers to a chat and to a plain prompt differ in. */
enum AnswerForm {
    CHAT {
        @Override
        Object completion(CompletionHead head, List<Text> texts, Usage usage) {
            List<ChatCompletion.Choice> choices = IntStream.range(0, texts.size())
                    .mapToObj(i -> new ChatCompletion.Choice(
                            i,
                            new ChatCompletion.Message("assistant", texts.get(i).text(), null),
                            texts.get(i).logprobs(),
                            texts.get(i).finishReason()))
                    .toList();
            return new ChatCompletion(head.id(), head.created(), head.model(), choices, usage);
        }

        @Override
        Object chunk(CompletionHead head, int index, Text text, boolean first) {
            Delta delta = first
                    ? new Delta("assistant", "")
                    : new Delta(null, text.finishReason() == null ? text.text() : null);
            return new ChatCompletionChunk(
                    head.id(),
                    head.created(),
                    head.model(),
                    List.of(new ChatCompletionChunk.Choice(index, delta, text.logprobs(), text.finishReason())),
                    null);
        }

        @Override
        Object usage(CompletionHead head, Usage usage) {
            return new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(), usage);
        }
    },

    TEXT {
        @Override
        Object completion(CompletionHead head, List<Text> texts, Usage usage) {
            List<Completion.Choice> choices = IntStream.range(0, texts.size())
                    .mapToObj(i -> choice(i, texts.get(i)))
                    .toList();
            return new Completion(head.id(), head.created(), head.model(), choices, usage);
        }

        @Override
        Object chunk(CompletionHead head, int index, Text text, boolean first) {
            return new Completion(head.id(), head.created(), head.model(), List.of(choice(index, text)), null);
        }

        @Override
        Object usage(CompletionHead head, Usage usage) {
            return new Completion(head.id(), head.created(), head.model(), List.of(), usage);
        }

        private Completion.Choice choice(int index, Text text) {
            return new Completion.Choice(
                    text.text(), index, older(text.logprobs(), text.offset()), text.finishReason());
        }
    };

    /**
     * A text, or what is new of one.
     *
     * @param offset how much of the choice came before, in UTF-16 units
     * @param finishReason null while it goes on
     */
    record Text(String text, ChoiceLogprobs logprobs, int offset, String finishReason) {}

    /** The whole answer. */
    abstract Object completion(CompletionHead head, List<Text> texts, Usage usage);

    /** An event of a stream; the first of a choice has no text. */
    abstract Object chunk(CompletionHead head, int index, Text text, boolean first);

    /** The event that tells the usage. */
    abstract Object usage(CompletionHead head, Usage usage);

    private static CompletionLogprobs older(ChoiceLogprobs logprobs, int offset) {
        if (logprobs == null) {
            return null;
        }
        List<String> tokens = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Map<String, Double>> top = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int at = offset;
        for (TokenLogprob token : logprobs.content()) {
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
