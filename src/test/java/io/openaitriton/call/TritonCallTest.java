package io.openaitriton.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.generation.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.concurrent.Cancellable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends a call, what else ends with it, and events at the wrong moment. {@link CallStateTest} has each transition. */
@Timeout(30)
class TritonCallTest {
    private final Exchange exchange = new DefaultExchange(new SimpleCamelContext());
    private final ExchangeCalls calls = ExchangeCalls.of(exchange);
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void aFailedCallEndsWhenAnotherModelIsCalled() {
        TritonCall first = begin();
        first.bind(new Request());
        TritonCall.failed(exchange);
        assertThat(ends).hasValue(0);

        begin();
        assertThat(ends).hasValue(1);
        assertThat(first.state()).isEqualTo(CallState.ENDED);
    }

    @Test
    void aCallThatIsMadeAgainAfterAFailureGoesOn() {
        TritonCall first = begin();
        TritonCall.failed(exchange);
        first.bind(new Request());

        TritonCall.begin(exchange, CallLimits.NONE);
        assertThat(ends).hasValue(0);
        first.ended();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aCallThatIsMadeAgainAfterItEndedIsEndedByItsClient() {
        TritonCall call = begin();
        Request first = new Request();
        call.bind(first);
        call.abort();
        Request second = new Request();
        call.bind(second);
        assertThat(second.cancels).hasValue(0);
        calls.cancel();
        assertThat(second.cancels).hasValue(1);
    }

    @Test
    void aCallRepeatedAfterTheClientDisconnectedEndsImmediately() {
        TritonCall call = begin();
        call.abort();
        calls.cancel();
        Request late = new Request();
        call.bind(late);
        assertThat(late.cancels).hasPositiveValue();
        assertThat(call.isCancelled()).isTrue();
    }

    @Test
    void aClientThatLeavesBeforeTheRequestIsSentEndsItWhenItIs() {
        TritonCall call = begin();
        calls.cancel();
        Request late = new Request();
        call.bind(late);
        assertThat(late.cancels).hasValue(1);
        assertThat(call.isCancelled()).isTrue();
        assertThat(call.isLeft()).isTrue();
        assertThat(ends).as("the end of its answer is still to come").hasValue(0);
    }

    @Test
    void aDisconnectEndsTheCallsOfTheExchangeAndItsCopies() {
        Request one = new Request();
        begin().bind(one);
        Request other = new Request();
        TritonCall.begin(exchange.copy(), CallLimits.NONE).bind(other);
        calls.cancel();
        assertThat(one.cancels).hasValue(1);
        assertThat(other.cancels).hasValue(1);
        assertThat(calls.isLeft()).isTrue();
    }

    @Test
    void aCallThatBeginsAfterTheClientLeftIsEnded() {
        calls.cancel();
        TritonCall call = begin();
        Request late = new Request();
        call.bind(late);
        assertThat(call.isCancelled()).isTrue();
        assertThat(late.cancels).hasValue(1);
    }

    @Test
    void aCallThatHasEndedIsLeftAlone() {
        TritonCall call = begin();
        Request request = new Request();
        call.bind(request);
        call.ended();
        calls.cancel();
        call.cancel();
        call.expire();
        assertThat(request.cancels).hasValue(0);
        assertThat(call.isCancelled()).isFalse();
        assertThat(call.isExpired()).isFalse();
    }

    @Test
    void theGatewaysReasonForEndingAnExchangeIsKept() {
        TritonCall call = begin();
        ApiException why = ApiException.server(503, "shutting_down", "The gateway is shutting down.", null);
        calls.end(why);
        // as the end of the connection does afterwards
        calls.cancel();
        calls.end(ApiException.server(500, "other", "Another.", null));
        assertThat(call.isCancelled()).isTrue();
        assertThat(call.isLeft()).isFalse();
        assertThat(calls.isLeft()).isFalse();
        assertThat(call.reason()).isSameAs(why);
    }

    @Test
    void aDisconnectedClientGetsNoReason() {
        calls.cancel();
        calls.end(ApiException.server(503, "shutting_down", "The gateway is shutting down.", null));
        assertThat(calls.reason()).isNull();
        assertThat(calls.isLeft()).isTrue();
    }

    @Test
    void openCallsEndWithAnotherPromptAndNewOnesMayBegin() {
        TritonCall open = begin();
        calls.cancelOpen();
        assertThat(open.isLeft()).isTrue();
        assertThat(calls.isCancelled()).isFalse();
        assertThat(begin().isCancelled()).isFalse();
    }

    @Test
    void aRequestBoundAfterTheTotalTimeoutEndsImmediately() {
        TritonCall call = begin();
        call.bind(new Request());
        call.expire();
        Request late = new Request();
        call.bind(late);
        assertThat(late.cancels).hasValue(1);
        assertThat(call.isExpired()).isTrue();
        assertThat(call.isCancelled()).isFalse();
    }

    @Test
    void aDisconnectTakesPrecedenceOverATimeout() {
        TritonCall call = begin();
        call.expire();
        calls.cancel();
        call.expire();
        assertThat(call.isCancelled()).isTrue();
        assertThat(call.isExpired()).isFalse();
    }

    @Test
    void aCallThatIsAbortedDoesNotEndTheNextOfItsExchange() {
        TritonCall first = begin();
        Request request = new Request();
        first.bind(request);
        first.abort();
        assertThat(request.cancels).hasValue(1);
        assertThat(ends).hasValue(1);

        TritonCall second = TritonCall.begin(exchange, CallLimits.NONE);
        Request next = new Request();
        second.bind(next);
        assertThat(next.cancels).hasValue(0);
        assertThat(second.isCancelled()).isFalse();
    }

    @Test
    void theEndOfOneReplicasAnswerIsNotTheEndOfTheCall() {
        TritonCall call = begin();
        call.tryReplica();
        call.bind(new Request());
        call.abort();
        assertThat(call.state()).isEqualTo(CallState.TRIED);
        assertThat(call.isTrying()).isTrue();
        assertThat(ends).hasValue(0);

        call.tryReplica();
        Request second = new Request();
        call.bind(second);
        calls.cancel();
        assertThat(second.cancels).hasValue(1);
        call.ended();
        call.settle();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aReplicaThatWasNotReachedLeavesTheCallToTheRoute() {
        TritonCall call = begin();
        call.tryReplica();
        call.bind(new Request());
        TritonCall.failed(exchange);
        assertThat(call.isTrying()).isTrue();
        call.settle();
        TritonCall.failed(exchange);
        assertThat(call.state()).isEqualTo(CallState.FAILED);
        assertThat(ends).hasValue(0);
        call.exchangeDone();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aStreamThatIsHandedOverOutlivesItsExchange() {
        TritonCall call = begin();
        call.tryReplica();
        call.bind(new Request());
        call.handOver();
        call.settle();
        call.exchangeDone();
        assertThat(ends).hasValue(0);
        call.ended();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aStreamThatEndedBeforeItWasHandedOverHasEnded() {
        TritonCall call = begin();
        call.bind(new Request());
        call.ended();
        call.handOver();
        call.exchangeDone();
        assertThat(call.state()).isEqualTo(CallState.ENDED);
        assertThat(ends).hasValue(1);
    }

    @Test
    void endActionsRunInOrderAndOnce() {
        TritonCall call = TritonCall.begin(exchange, CallLimits.NONE);
        List<String> ran = new ArrayList<>();
        call.whenEnded(() -> ran.add("first"));
        call.whenEnded(() -> ran.add("second"));
        call.ended();
        call.exchangeDone();
        call.whenEnded(() -> ran.add("late"));
        assertThat(ran).containsExactly("first", "second", "late");
    }

    @Test
    void theTimeoutsStopWithTheAnswer() {
        TritonCall call = begin();
        Request request = new Request();
        call.bind(request);
        CallTimeouts timeouts = CallTimeouts.start(call, request, 60_000, 60_000);
        call.ended();
        timeouts.awaitFirstByte(1);
        assertThat(TimeoutWatcher.watches(timeouts)).isFalse();
    }

    @Test
    void theTimeoutsOfOneReplicaStopWhenTheNextIsCalled() {
        TritonCall call = begin();
        call.tryReplica();
        CallTimeouts first = CallTimeouts.start(call, new Request(), 60_000, 60_000);
        CallTimeouts second = CallTimeouts.start(call, new Request(), 60_000, 60_000);
        assertThat(TimeoutWatcher.watches(first)).isFalse();
        assertThat(TimeoutWatcher.watches(second)).isTrue();
        call.ended();
        assertThat(TimeoutWatcher.watches(second)).isFalse();
    }

    @Test
    void theEndOfAWholeAnswerIsReadAndItsConnectionKept() {
        TritonCall call = begin();
        Request request = new Request();
        call.bind(request);
        call.readEnd(new ByteArrayInputStream("\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(request.cancels).hasValue(0);
        assertThat(ends).hasValue(1);
    }

    @Test
    void anAnswerWhoseEndDoesNotComeIsAborted() {
        TritonCall call = begin();
        Request request = new Request();
        call.bind(request);
        call.readEnd(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("lost");
            }
        });
        assertThat(request.cancels).hasValue(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void noLockIsHeldWhileAnActionRuns() throws Exception {
        TritonCall call = begin();
        CountDownLatch cancelling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        call.bind(() -> {
            boolean first = cancelling.getCount() > 0;
            cancelling.countDown();
            // expire() below runs it too, in this thread
            return !first || await(go);
        });
        Thread leaving = new Thread(calls::cancel);
        leaving.start();
        assertThat(cancelling.await(10, TimeUnit.SECONDS)).isTrue();
        // any of these would wait for a lock that the other thread holds
        assertThat(call.isCancelled()).isTrue();
        call.expire();
        assertThat(TritonCall.begin(exchange, CallLimits.NONE).isCancelled()).isTrue();
        call.ended();
        go.countDown();
        leaving.join();
        assertThat(ends).hasValue(1);
    }

    @Test
    void whicheverOfTheClientAndTheRequestComesFirstTheRequestIsEnded() throws Exception {
        for (int i = 0; i < 300; i++) {
            Exchange one = new DefaultExchange(exchange.getContext());
            TritonCall call = TritonCall.begin(one, CallLimits.NONE);
            Request request = new Request();
            CountDownLatch start = new CountDownLatch(1);
            Thread leaving = new Thread(() -> {
                await(start);
                ExchangeCalls.of(one).cancel();
            });
            leaving.start();
            start.countDown();
            call.bind(request);
            leaving.join();
            assertThat(request.cancels).hasPositiveValue();
        }
    }

    @Test
    void aRouteThatHasNoModelsDefinitionHasACallOfItsOwn() {
        TritonCall call = TritonCall.of(exchange);
        assertThat(TritonCall.of(exchange)).isSameAs(call);
        Request request = new Request();
        call.bind(request);
        calls.cancel();
        assertThat(request.cancels).hasValue(1);
        assertThat(TritonCall.isCancelled(exchange)).isTrue();
    }

    @Test
    void anExchangeThatHasBegunNoCallIsCancelledWithItsClient() {
        assertThat(TritonCall.isCancelled(exchange)).isFalse();
        calls.cancel();
        assertThat(TritonCall.isCancelled(exchange)).isTrue();
    }

    @Test
    void listenersLearnOfANewConnection() {
        AtomicBoolean told = new AtomicBoolean();
        TritonCall call = begin();
        call.connected();
        call.whenConnected(() -> told.set(true)).connected();
        assertThat(told).isTrue();
    }

    private TritonCall begin() {
        TritonCall call = TritonCall.begin(exchange, CallLimits.NONE);
        call.whenEnded(ends::incrementAndGet);
        return call;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Request implements Cancellable {
        private final AtomicInteger cancels = new AtomicInteger();

        @Override
        public boolean cancel() {
            cancels.incrementAndGet();
            return true;
        }
    }
}
