package io.openaitriton.observe;

import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import java.util.Locale;

/** The outcome of a request. */
public enum Outcome {
    /** Answered. */
    SUCCESS,
    /** Refused because of its content: 4xx. */
    CLIENT_ERROR,
    /** Refused because of its key's limits: 429. */
    LIMITED,
    /** Refused because the gateway is overloaded, starting or shutting down: 503. */
    OVERLOADED,
    /** Triton failed, or was unreachable. */
    UPSTREAM_ERROR,
    /** The gateway failed: 500. */
    GATEWAY_ERROR,
    /** The client disconnected before the end of the answer. */
    CANCELLED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Name in metrics and logs, such as {@code client_error}. */
    public String label() {
        return label;
    }

    /** The outcome for an error to the client. */
    static Outcome of(ApiException error) {
        int status = error.status();
        if (status < 500) {
            return status == 429 ? LIMITED : CLIENT_ERROR;
        }
        boolean upstream = status == 502
                || status == 504
                || error.getCause() instanceof TritonException
                || "model_not_ready".equals(error.code());
        if (upstream) {
            return UPSTREAM_ERROR;
        }
        return status == 503 ? OVERLOADED : GATEWAY_ERROR;
    }

    /** The outcome for an HTTP status. */
    static Outcome of(int status) {
        if (status < 400) {
            return SUCCESS;
        }
        if (status < 500) {
            return CLIENT_ERROR;
        }
        // Anthropic's API has a separate status for it
        return status == 503 || status == 529 ? OVERLOADED : GATEWAY_ERROR;
    }
}
