package io.openaitriton.camel;

import io.openaitriton.api.rerank.PairAnswer;
import io.openaitriton.api.rerank.PairRequest;
import io.openaitriton.api.rerank.PairValidator;
import io.openaitriton.api.rerank.RerankRequest;
import io.openaitriton.api.rerank.ScoreRequest;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** {@code POST /v1/rerank} and {@code POST /v1/score}: stores their requests for the next steps, and writes their answers. */
public final class OpenAiRerank {
    /**
     * Checks a request and stores it for the next steps, as the exchange properties {@code openaiRequest} and {@code openaiModel}.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public void acceptRerank(@Body RerankRequest request, Exchange exchange) {
        accepted(PairValidator.validate(request), exchange);
    }

    /** The same for a request for scores. */
    public void acceptScore(@Body ScoreRequest request, Exchange exchange) {
        accepted(PairValidator.validate(request), exchange);
    }

    private static void accepted(PairRequest request, Exchange exchange) {
        exchange.setProperty(OpenAiProperties.REQUEST, request);
        OpenAiClient.accepted(exchange, request.model(), false, false);
    }

    /** An answer as JSON. */
    public byte[] toJson(@Body PairAnswer answer) {
        return answer.json();
    }
}
