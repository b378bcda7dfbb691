package io.openaitriton.triton;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The body of {@code POST /v2/models/<model>/generate} and {@code generate_stream} in the plain shape: the prompt and
 * scalar parameters. Source: Triton's generate extension.
 *
 * @param textInput the prompt
 */
@JsonPropertyOrder({"text_input", "parameters"})
public record GenerateRequest(@JsonProperty("text_input") String textInput, Parameters parameters) {

    /**
     * Sampling parameters. Null ones are left out: Triton takes a null for a wrong type.
     *
     * @param stop one string; the generate extension has no lists of parameters
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"stream", "temperature", "top_p", "max_tokens", "stop", "seed"})
    public record Parameters(
            boolean stream,
            double temperature,
            @JsonProperty("top_p") double topP,
            @JsonProperty("max_tokens") int maxTokens,
            String stop,
            Long seed) {}
}
