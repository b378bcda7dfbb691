package io.openaitriton.simulator.tensorrtllm;

import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.Logprobs;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import java.util.List;

/**
 * Responses of TensorRT-LLM's ensemble and BLS model: each is of one sequence, and has a token of it when streaming. The
 * sequences of a stream take turns.
 */
final class InflightResponses implements Responses {
    /** The simulated vocabulary, for logits. */
    private static final int VOCABULARY = 2;

    private final ModelRequest request;
    private final List<Answer> answers;
    private final boolean accumulate;
    private final boolean ensemble;
    /** Sequence and step of each response. */
    private final int[] sequences;

    private final int[] steps;

    /**
     * @param accumulate whether a streamed text is all of it so far
     * @param ensemble whether responses carry the parameters that ensembles add
     */
    InflightResponses(ModelRequest request, List<Answer> answers, boolean accumulate, boolean ensemble) {
        this.request = request;
        this.answers = answers;
        this.accumulate = accumulate;
        this.ensemble = ensemble;
        int size = request.stream() ? answers.stream().mapToInt(Answer::size).sum() : answers.size();
        this.sequences = new int[size];
        this.steps = new int[size];
        takeTurns();
    }

    private void takeTurns() {
        int next = 0;
        for (int step = 0; next < steps.length; step++) {
            for (int sequence = 0; sequence < answers.size(); sequence++) {
                int size = answers.get(sequence).size();
                if (!request.stream() || step < size) {
                    sequences[next] = sequence;
                    steps[next++] = request.stream() ? step : size - 1;
                }
            }
        }
    }

    @Override
    public int size() {
        return steps.length;
    }

    @Override
    public int due(int index) {
        return steps[index];
    }

    @Override
    public String json(int index) {
        Answer answer = answers.get(sequences[index]);
        int from = request.stream() ? steps[index] : 0;
        int to = steps[index] + 1;
        int tokens = answer.tokens(from, to);
        ResponseJson json = new ResponseJson();
        if (request.wants("return_context_logits")) {
            json.each("context_logits", VOCABULARY * request.promptTokens(), i -> "0.5");
        }
        if (request.wants("return_log_probs")) {
            json.put("cum_log_probs", Logprobs.sum(answer.tokens(0, to)));
        }
        if (request.wants("return_generation_logits")) {
            json.each("generation_logits", VOCABULARY * tokens, i -> "0.5");
        }
        json.id(request.inputs().id()).model(request.model());
        if (request.wants("return_num_input_tokens")) {
            json.put("num_input_tokens", Integer.toString(request.promptTokens()));
        }
        if (request.wants("return_num_output_tokens")) {
            json.put("num_output_tokens", Integer.toString(tokens + (request.echo() ? request.promptTokens() : 0)));
        }
        if (request.wants("return_log_probs")) {
            json.each("output_log_probs", tokens, i -> Double.toString(Logprobs.OF_TOKEN));
        }
        sequence(json, index);
        String text = answer.text(accumulate ? 0 : from, to);
        return json.text("text_output", request.echoed() + text).end();
    }

    private void sequence(ResponseJson json, int index) {
        if (ensemble) {
            json.put("sequence_end", "false").put("sequence_id", "0");
        }
        if (answers.size() > 1) {
            json.put("sequence_index", Integer.toString(sequences[index]));
        }
        if (ensemble) {
            json.put("sequence_start", "false");
        }
    }
}
