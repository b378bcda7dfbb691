package io.openaitriton.call;

import io.openaitriton.exchange.Observations;
import io.openaitriton.observe.RequestId;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects a request of camel-http to the {@link TritonCall} of its exchange, so that it can be cancelled and has timeouts. */
public final class CallInterceptor implements ExecChainHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CallInterceptor.class);

    // camel-http puts the exchange here if there is an activity listener
    private static final String EXCHANGE = "org.apache.camel.Exchange";

    private final CallLimits limits;

    /** @param limits for calls without their own */
    public CallInterceptor(CallLimits limits) {
        this.limits = limits;
    }

    public void configure(HttpClientBuilder client) {
        client.setRequestExecutor(new TimedExecutor(limits.idleMillis())).addExecInterceptorFirst("triton-call", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Object exchange = scope.clientContext.getAttribute(EXCHANGE);
        if (exchange instanceof Exchange e && scope.originalRequest instanceof Cancellable cancellable) {
            String id = Observations.of(e).id();
            if (id != null) {
                request.setHeader(RequestId.HEADER, id);
            }
            TokenReservation.of(e).sent();
            try {
                return timed(request, scope, chain, TritonCall.of(e), cancellable);
            } catch (IOException failure) {
                TritonCall.failed(e);
                throw failure;
            }
        }
        return chain.proceed(request, scope);
    }

    private ClassicHttpResponse timed(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            TritonCall call,
            Cancellable cancellable)
            throws IOException, HttpException {
        call.bind(cancellable);
        CallTimeouts timeouts = CallTimeouts.start(
                call,
                cancellable,
                call.limits().totalMillis(limits.totalMillis()),
                call.limits().idleMillis(limits.idleMillis()));
        boolean answered = false;
        try {
            ClassicHttpResponse response = send(request, scope, chain, call, timeouts);
            // the call keeps the request to cancel it: its JSON would stay in memory until the end of the answer
            scope.originalRequest.setEntity(null);
            if (response.getCode() >= 400) {
                // before camel-http may drop the headers of an answer
                call.retryAfter(RetryAfter.seconds(response));
            }
            HttpEntity answer = response.getEntity();
            if (answer != null) {
                response.setEntity(timeouts.within(answer));
                answered = true;
            }
            return response;
        } catch (IOException e) {
            if (call.isCancelled() && call.isTrying()) {
                // it is not the server's fault, so no circuit breaker may count it
                return new BasicClassicHttpResponse(499);
            }
            throw timeouts.named(e);
        } finally {
            if (!answered) {
                timeouts.stop();
            }
        }
    }

    private static ClassicHttpResponse send(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, TritonCall call, CallTimeouts timeouts)
            throws IOException, HttpException {
        Sending sending = new Sending();
        new TimedExecutor.Sent(call, timeouts, sending).keep(scope.clientContext);
        ClassicHttpRequest attempt = request;
        while (true) {
            try {
                return chain.proceed(attempt, scope);
            } catch (Sending.Unusable e) {
                LOG.trace("Triton closed an idle connection", e);
            } catch (ConnectionLost e) {
                if (call.isCancelled() || timeouts.isOver() || !sending.isToBeRepeated(e, request)) {
                    throw e;
                }
                LOG.debug(
                        "Triton closed the connection before it answered; the request is sent again on a new"
                                + " connection",
                        e);
            } catch (IOException e) {
                throw sending.named(e);
            }
            // what was sent has headers now that are set again
            attempt = ClassicRequestBuilder.copy(scope.originalRequest).build();
            Header id = request.getFirstHeader(RequestId.HEADER);
            if (id != null) {
                attempt.setHeader(id);
            }
        }
    }
}
