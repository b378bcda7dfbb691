package io.openaitriton.simulator;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Writes the JSON of a model's responses: only outputs that were asked for, keys in byte order, numbers as Triton's. */
final class OutputWriter {
    private final VllmRequest request;
    private final List<Answer> choices = new ArrayList<>();
    private final String modelNameAndVersion;
    // looked up once, not for every token
    private final boolean cumulativeLogprob;
    private final boolean finishReason;
    private final boolean logprobs;
    private final boolean inputTokens;
    private final boolean outputTokens;
    private final int promptTokens;
    private final int size;

    OutputWriter(VllmRequest request, Markers markers) {
        this.request = request;
        int longest = 0;
        for (int choice = 0; choice < request.sampling().n(); choice++) {
            Answer answer = Answer.of(request, markers.tokens(), choice);
            choices.add(answer);
            longest = Math.max(longest, answer.size());
        }
        this.size = longest;
        this.modelNameAndVersion = "\"model_name\":" + quote(request.model()) + ",\"model_version\":\"1\"";
        this.cumulativeLogprob = request.wants("cumulative_logprob");
        this.finishReason = request.wants("finish_reason");
        this.logprobs = request.wants("logprobs");
        this.inputTokens = request.wants("num_input_tokens");
        this.outputTokens = request.wants("num_output_tokens");
        this.promptTokens = inputTokens ? TokenList.count(request.prompt()) : 0;
    }

    /** Number of responses of a stream. */
    int size() {
        return size;
    }

    /** The response for one token of a stream, counted from 0. */
    String event(int index) {
        return write(index, index + 1, "");
    }

    /** The one response of a model that does not stream. */
    String whole() {
        return write(0, size, request.echo() ? request.prompt() : "");
    }

    /** A response that lacks the text, as no sound model sends it. */
    String withoutText() {
        return "{" + modelNameAndVersion + "}";
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    private String write(int from, int to, String echo) {
        StringBuilder json = new StringBuilder(160).append('{');
        if (cumulativeLogprob) {
            output(json, "cumulative_logprob", choice -> Double.toString(Logprobs.OF_TOKEN * tokens(choice, 0, to)));
        }
        if (finishReason) {
            output(json, "finish_reason", choice -> quote(finishReason(choice, to)));
        }
        if (!request.inputs().id().isEmpty()) {
            json.append("\"id\":").append(quote(request.inputs().id())).append(',');
        }
        if (logprobs) {
            output(
                    json,
                    "logprobs",
                    choice -> quote(Logprobs.json(
                            choices.get(choice), from, to, request.sampling().logprobs())));
        }
        json.append(modelNameAndVersion).append(',');
        if (inputTokens) {
            json.append("\"num_input_tokens\":").append(promptTokens).append(',');
        }
        if (outputTokens) {
            output(json, "num_output_tokens", choice -> Integer.toString(tokens(choice, from, to)));
        }
        output(json, "text_output", choice -> quote(text(choice, from, to, echo)));
        json.setCharAt(json.length() - 1, '}');
        return json.toString();
    }

    /** A scalar for one choice, a flat array for several. */
    private void output(StringBuilder json, String name, IntFunction<String> value) {
        json.append('"').append(name).append("\":");
        if (choices.size() == 1) {
            json.append(value.apply(0)).append(',');
            return;
        }
        json.append('[');
        for (int choice = 0; choice < choices.size(); choice++) {
            json.append(value.apply(choice)).append(',');
        }
        json.setCharAt(json.length() - 1, ']');
        json.append(',');
    }

    private String text(int choice, int from, int to, String echo) {
        Answer answer = choices.get(choice);
        if (to - from == 1 && from < answer.size() && echo.isEmpty()) {
            return answer.piece(from).text();
        }
        StringBuilder text = new StringBuilder(echo);
        for (int i = from; i < Math.min(to, answer.size()); i++) {
            text.append(answer.piece(i).text());
        }
        return text.toString();
    }

    private String finishReason(int choice, int to) {
        Answer answer = choices.get(choice);
        // Python's None, which the backend turns into a string
        return to < answer.size() ? "None" : answer.piece(answer.size() - 1).finishReason();
    }

    private int tokens(int choice, int from, int to) {
        Answer answer = choices.get(choice);
        int beforeLast = Math.min(to, answer.size() - 1) - Math.min(from, answer.size() - 1);
        boolean withLast = from < answer.size() && to >= answer.size();
        return beforeLast + (withLast ? answer.piece(answer.size() - 1).tokens() : 0);
    }
}
