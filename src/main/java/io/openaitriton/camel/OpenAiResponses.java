package io.openaitriton.camel;

import io.openaitriton.api.responses.ResponsesCall;
import io.openaitriton.api.responses.ResponsesRequest;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** {@code POST /v1/responses}: reads a request, which is answered like a chat. */
public final class OpenAiResponses {
    private int maxMessages = 2048;
    private boolean strictLimits;
    private boolean refuseHosted;
    private OpenAiStoredResponses stored;

    /** Most messages in the input of a request, 1 or more. */
    public void setMaxMessages(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("'maxMessages' must be 1 or more, but is " + count);
        }
        this.maxMessages = count;
    }

    /** Whether OpenAI's limits apply even if backends accept more. Default false. */
    public void setStrictLimits(boolean strictLimits) {
        this.strictLimits = strictLimits;
    }

    /** What to do with tools that OpenAI's servers run: {@code ignore}, which is the default, leaves them out; {@code refuse} answers 400. */
    public void setHostedTools(String what) {
        if (!what.equals("ignore") && !what.equals("refuse")) {
            throw new IllegalArgumentException("'hostedTools' must be ignore or refuse, but is '" + what + "'");
        }
        this.refuseHosted = what.equals("refuse");
    }

    /** Where responses are stored. Default none: nothing is stored. */
    public void setStored(OpenAiStoredResponses stored) {
        this.stored = stored;
    }

    /**
     * Checks a request and stores it for the next steps, as the exchange properties {@code openaiRequest}, {@code openaiModel} and {@code
     * openaiStream}.
     *
     * @throws io.openaitriton.generation.ApiException 400 or 404, naming the first field at fault; 503 if stored responses cannot be read
     */
    public void accept(@Body ResponsesRequest request, Exchange exchange) {
        ResponsesCall accepted = ResponsesCall.of(
                request, stored == null ? null : stored.archive(exchange), maxMessages, strictLimits, refuseHosted);
        exchange.setProperty(OpenAiProperties.REQUEST, accepted);
        OpenAiClient.accepted(exchange, request.model(), request.stream(), strictLimits);
    }
}
