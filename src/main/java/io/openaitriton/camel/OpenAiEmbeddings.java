package io.openaitriton.camel;

import io.openaitriton.api.embeddings.EmbeddingList;
import io.openaitriton.api.embeddings.EmbeddingsRequest;
import io.openaitriton.api.embeddings.EmbeddingsValidator;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** {@code POST /v1/embeddings}: stores its requests for the next steps, and writes its answers. */
public final class OpenAiEmbeddings {
    /**
     * Checks a request and stores it for the next steps, as the exchange properties {@code openaiRequest} and {@code openaiModel}.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public void accept(@Body EmbeddingsRequest request, Exchange exchange) {
        exchange.setProperty(OpenAiProperties.REQUEST, EmbeddingsValidator.validate(request));
        OpenAiClient.accepted(exchange, request.model(), false, false);
    }

    /** An answer as JSON. */
    public byte[] toJson(@Body EmbeddingList answer) {
        return answer.json();
    }
}
