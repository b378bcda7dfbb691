package io.openaitriton.simulator.llmapi;

import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.Logprobs;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.OneAnswer;

/** Responses of the LLM API model: streamed or not, each has the whole text so far. */
record LlmApiResponses(ModelRequest request, Answer answer, boolean metrics) implements OneAnswer {

    @Override
    public String json(int index) {
        int to = due(index) + 1;
        ResponseJson json = new ResponseJson();
        if (request.wants("return_cumulative_logprob")) {
            // the model sends a string, against its own configuration
            json.text("cumulative_logprob", Logprobs.sum(answer.tokens(0, to)));
        }
        if (request.wants("return_finish_reason")) {
            json.text("finish_reason", answer.finishReason(to));
        }
        json.id(request.inputs().id());
        if (metrics && request.wants("sampling_param_return_perf_metrics") && to > due(size() - 1)) {
            json.put("kv_cache_hit_rate", Double.toString(request.cacheHit() == null ? 0 : request.cacheHit()));
        }
        json.model(request.model());
        if (request.wants("return_stop_reason")) {
            json.text("stop_reason", answer.stopReason(to));
        }
        return json.text("text_output", request.echoed() + answer.text(0, to)).end();
    }
}
