package io.openaitriton.simulator.vllm;

import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.Logprobs;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import java.util.List;

/** Responses of the vLLM backend: a token of every answer in each when streaming, all of them in one otherwise. */
final class VllmResponses implements Responses {
    private final ModelRequest request;
    private final List<Answer> answers;
    private final int longest;
    // looked up once, not for every token
    private final boolean cumulativeLogprob;
    private final boolean finishReason;
    private final boolean logprobs;
    private final boolean outputTokens;
    private final int inputTokens;

    VllmResponses(ModelRequest request, List<Answer> answers) {
        this.request = request;
        this.answers = answers;
        this.longest = answers.stream().mapToInt(Answer::size).max().orElseThrow();
        this.cumulativeLogprob = request.wants("return_cumulative_logprob");
        this.finishReason = request.wants("return_finish_reason");
        this.logprobs = request.wants("return_logprobs");
        this.outputTokens = request.wants("return_num_output_tokens");
        this.inputTokens = request.wants("return_num_input_tokens") ? request.promptTokens() : -1;
    }

    @Override
    public int size() {
        return request.stream() ? longest : 1;
    }

    @Override
    public int due(int index) {
        return request.stream() ? index : longest - 1;
    }

    @Override
    public String json(int index) {
        return request.stream() ? json(index, index + 1) : json(0, longest);
    }

    private String json(int from, int to) {
        ResponseJson json = new ResponseJson();
        int count = answers.size();
        if (cumulativeLogprob) {
            json.each(
                    "cumulative_logprob",
                    count,
                    i -> Logprobs.sum(answers.get(i).tokens(0, to)));
        }
        if (finishReason) {
            json.each(
                    "finish_reason",
                    count,
                    i -> ResponseJson.quote(answers.get(i).finishReason(to)));
        }
        json.id(request.inputs().id());
        if (logprobs) {
            Integer alternatives = request.sampling().logprobs;
            json.each(
                    "logprobs", count, i -> ResponseJson.quote(Logprobs.json(answers.get(i), from, to, alternatives)));
        }
        json.model(request.model());
        if (inputTokens >= 0) {
            json.put("num_input_tokens", Integer.toString(inputTokens));
        }
        if (outputTokens) {
            json.each(
                    "num_output_tokens",
                    count,
                    i -> Integer.toString(answers.get(i).tokens(from, to)));
        }
        json.each(
                "text_output",
                count,
                i -> ResponseJson.quote(request.echoed() + answers.get(i).text(from, to)));
        return json.end();
    }
}
