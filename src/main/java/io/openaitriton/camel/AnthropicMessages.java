package io.openaitriton.camel;

import io.openaitriton.api.messages.CountTokensCall;
import io.openaitriton.api.messages.MessagesCall;
import io.openaitriton.api.messages.MessagesRequest;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** Anthropic's Messages API: stores its requests for the steps that all APIs share. */
public final class AnthropicMessages {
    private int maxMessages = 2048;
    private boolean strictLimits;

    /** Most messages in a request, 1 or more. */
    public void setMaxMessages(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("'maxMessages' must be 1 or more, but is " + count);
        }
        this.maxMessages = count;
    }

    /** Whether {@code max_tokens} beyond the rest of the context is refused instead of lowered. Default false. */
    public void setStrictLimits(boolean strictLimits) {
        this.strictLimits = strictLimits;
    }

    /**
     * Checks a request and stores it for the next steps, as the exchange properties {@code openaiRequest}, {@code openaiModel} and {@code
     * openaiStream}.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public void accept(@Body MessagesRequest request, Exchange exchange) {
        exchange.setProperty(OpenAiProperties.REQUEST, MessagesCall.of(request, maxMessages));
        OpenAiClient.accepted(exchange, request.model(), request.stream(), strictLimits);
    }

    /**
     * The same for a request whose tokens are counted: with {@code openaiRender}, so that nothing is sent.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public void acceptCount(@Body MessagesRequest request, Exchange exchange) {
        exchange.setProperty(OpenAiProperties.REQUEST, CountTokensCall.of(request, maxMessages));
        OpenAiClient.accepted(exchange, request.model(), false, false);
    }
}
