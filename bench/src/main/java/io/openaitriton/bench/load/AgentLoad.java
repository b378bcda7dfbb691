package io.openaitriton.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Agents that ask again when they have their answer, each on a connection of its own. */
final class AgentLoad implements AutoCloseable {
    private final Context context;
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;
    private final boolean calls;
    /** Indexes of the marks in the body. */
    private final List<Integer> marks = new ArrayList<>();

    private long sent;

    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile String failure = "";
    private CountDownLatch ended;

    AgentLoad(Vertx vertx, Target target, AgentCase agent) {
        context = vertx.getOrCreateContext();
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1000).setMaxWaitQueueSize(-1));
        boolean streams = target.streamed() != null;
        options = target.post(streams);
        if (target.isGateway()) {
            options.setURI(agent.path());
        }
        body = agent.body(target);
        calls = streams;
        String bytes = body.toString(StandardCharsets.ISO_8859_1);
        for (int at = bytes.indexOf(AgentCase.MARK); at >= 0; at = bytes.indexOf(AgentCase.MARK, at + 1)) {
            marks.add(at);
        }
    }

    /** The next request's body: new numbers in place of the marks. */
    private Buffer body() {
        if (marks.isEmpty()) {
            return body;
        }
        Buffer fresh = body.copy();
        String number = String.format("[%010d", ++sent);
        marks.forEach(at -> fresh.setString(at, number));
        return fresh;
    }

    int bytes() {
        return body.length();
    }

    /** Requests that failed, or whose answer had no call. */
    int failed() {
        return failed.get();
    }

    /** What was wrong with the last of those. */
    String failure() {
        return failure;
    }

    /** Makes so many requests, some at a time, and waits for their answers. */
    void run(int count, int connections) throws InterruptedException {
        start(count, connections);
        if (!ended.await(120, TimeUnit.SECONDS)) {
            failed.incrementAndGet();
            failure = "no answer within two minutes";
        }
    }

    /** Makes requests, and waits for nothing. */
    void start(int count, int connections) {
        ended = new CountDownLatch(count);
        left.set(count);
        context.runOnContext(now -> {
            for (int i = 0; i < connections; i++) {
                next();
            }
        });
    }

    /** Waits for the answers of what was started. */
    boolean await(int seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    private void next() {
        if (left.getAndDecrement() <= 0) {
            return;
        }
        client.request(options)
                .compose(request -> request.send(body()))
                .compose(response -> response.body().map(answer -> wrong(response.statusCode(), answer)))
                .otherwise(Throwable::toString)
                .onSuccess(wrong -> {
                    if (wrong != null) {
                        failed.incrementAndGet();
                        failure = wrong;
                    }
                    ended.countDown();
                    next();
                });
    }

    /** What is wrong with an answer; null when nothing is. */
    private String wrong(int status, Buffer answer) {
        if (status != 200) {
            return "status " + status + ", " + answer;
        }
        if (!calls) {
            return null;
        }
        String text = answer.toString();
        boolean called = text.contains("\"finish_reason\":\"tool_calls\"")
                || text.contains("\"stop_reason\":\"tool_use\"")
                || text.contains("\"type\":\"function_call\"");
        return called ? null : "no call in " + text;
    }

    @Override
    public void close() {
        client.close();
    }
}
