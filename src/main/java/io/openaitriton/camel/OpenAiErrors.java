package io.openaitriton.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.admission.Admission;
import io.openaitriton.answer.PromptBatch;
import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.call.Failures;
import io.openaitriton.call.RetryAfter;
import io.openaitriton.call.Surfaces;
import io.openaitriton.call.TritonCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Renders the exception of an exchange as OpenAI's error answer. No other class does. */
public final class OpenAiErrors {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiErrors.class);

    /**
     * Sets the status and returns the body of the answer. Neither the answer nor the log above DEBUG has a prompt or a stack
     * trace, except for failures of the gateway itself, which are logged with their stack trace.
     */
    public Object render(Exchange exchange) {
        Throwable thrown = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        ExchangeCalls calls = ExchangeCalls.of(exchange);
        ApiException error = Failures.toApi(thrown, calls.reason());
        if (!calls.isLeft()) {
            Observations.of(exchange).failed(error);
        }
        Observations.answered(exchange);
        log(exchange, error, thrown);
        // immediately, because Camel may begin the next prompt before it aggregates this one
        PromptBatch.failed(exchange, thrown);
        exchange.getMessage().removeHeaders("*");
        SurfaceHttp surface = Surfaces.of(exchange);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, surface.status(error));
        if (error.status() == 503) {
            exchange.getMessage().setHeader(RetryAfter.HEADER, RetryAfter.of(error));
        }
        exchange.setProperty(OpenAiProperties.FAILURE, error);
        surface.errorHeaders(error).forEach(exchange.getMessage()::setHeader);
        Admission.headers(exchange).forEach(exchange.getMessage()::setHeader);
        return surface.error(error, Observations.of(exchange).id());
    }

    /**
     * Throws the exception of an exchange as the error for the client.
     *
     * @throws ApiException always
     */
    public void rethrow(Exchange exchange) {
        throw Failures.toApi(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class));
    }

    /**
     * Throws again the failure that a {@code doTry} has caught. The failed route's error handler has marked it as handled: Camel
     * would call no other handler for it, or stop after the first step of one.
     */
    public void raise(Exchange exchange) throws Exception {
        exchange.getExchangeExtension().setFailureHandled(false);
        exchange.getExchangeExtension().setErrorHandlerHandled(null);
        throw exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
    }

    private static void log(Exchange exchange, ApiException error, Throwable thrown) {
        String id = Observations.of(exchange).id();
        if (id == null || id.equals(MDC.get(Observations.REQUEST_ID))) {
            logWithId(exchange, error, thrown);
            return;
        }
        // a different thread, if Camel or a route uses one
        try (MDC.MDCCloseable requestId = MDC.putCloseable(Observations.REQUEST_ID, id)) {
            logWithId(exchange, error, thrown);
        }
    }

    /** A 501 is no failure: agents count tokens before each request, also where the model has no tokenizer. */
    private static void logWithId(Exchange exchange, ApiException error, Throwable thrown) {
        if (ExchangeCalls.of(exchange).isLeft()
                || TritonCall.isCancelled(exchange)
                        && error != ExchangeCalls.of(exchange).reason()) {
            LOG.debug("The client disconnected before the answer");
        } else if (PromptBatch.knows(exchange, thrown)) {
            LOG.debug("Answered {} (already logged)", error.status());
        } else if (error.status() == 500) {
            LOG.error("A request failed", thrown);
        } else if (error.status() > 501 || isOfTheOperator(error)) {
            LOG.warn("Answered {}: {}{}", error.status(), error.getMessage(), connection(thrown));
        } else {
            LOG.debug("Answered {}: {}", error.status(), error.getMessage());
        }
    }

    /** Whether the operator must fix it: a model that Triton does not have is not the client's mistake. */
    private static boolean isOfTheOperator(ApiException error) {
        return error.getCause() instanceof TritonException triton
                && !triton.kind().isOfTheRequest();
    }

    /** The connection's failure. Other causes stay out of the log, because a parser quotes its input. */
    private static String connection(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof IOException && !(e instanceof JsonProcessingException)) {
                return " (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")";
            }
        }
        return "";
    }
}
