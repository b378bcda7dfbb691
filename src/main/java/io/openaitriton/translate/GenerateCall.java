package io.openaitriton.translate;

import io.openaitriton.triton.GenerateRequest;
import java.util.List;

/**
 * One call to Triton: what is sent, and what must be known to read the answer.
 *
 * @param request body of the call
 * @param generationMarker text that opens the model's turn in the prompt
 * @param stops stop strings that the backend could not be told and the gateway applies, often none
 */
public record GenerateCall(GenerateRequest request, String generationMarker, List<String> stops) {

    /** The prompt, which some backends put before their answer. */
    public String prompt() {
        return request.textInput();
    }
}
