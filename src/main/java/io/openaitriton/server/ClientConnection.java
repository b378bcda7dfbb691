package io.openaitriton.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client's connection and its timeouts: for sending a whole request, counted from the first byte of the request or the start of
 * the connection, and for staying open without a request. While a request is answered, no timeout runs.
 *
 * <p>HTTP/2 has several requests on a connection, and bytes that belong to none: there each request has its own timer, and a
 * connection without requests has the keep-alive timeout.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter {
    /**
     * Timeouts of clients, in milliseconds.
     *
     * @param request for a request to arrive
     * @param keepAlive from an answer to the next request
     */
    public record Limits(int request, int keepAlive) {}

    private static final AttributeKey<ClientConnection> KEY =
            AttributeKey.valueOf(ClientConnection.class, "connection");

    private final Limits limits;
    private Channel channel;
    private HttpConnection http;
    private ScheduledFuture<?> timer;
    private boolean multiplexed;
    /** A part of a request has arrived, or the connection is new. */
    private boolean arriving = true;
    /** Requests that have begun and not been answered completely. */
    private int answering;
    /** Bytes arrived while a complete request was answered. */
    private boolean more;
    /** When it began to arrive, or the last answer ended. */
    private long since;
    /** Answers the request that has not arrived completely in time. */
    private Runnable late;

    ClientConnection(Limits limits) {
        this.limits = limits;
    }

    /**
     * Starts the timer of a request.
     *
     * @param late answers it if it does not arrive in time
     */
    public static void follow(RoutingContext context, Consumer<RoutingContext> late) {
        HttpServerRequest request = context.request();
        ClientConnection connection = channel(request).attr(KEY).get();
        if (connection != null) {
            connection.begin(context, late);
            context.addEndHandler(ended -> connection.answered());
        }
    }

    /** Netty's channel of a request. */
    static Channel channel(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel();
    }

    private void begin(RoutingContext routing, Consumer<RoutingContext> tooLate) {
        HttpServerRequest request = routing.request();
        boolean http2 = request.version() == HttpVersion.HTTP_2;
        // from Vert.x's data for this request
        Context context = routing.vertx().getOrCreateContext();
        synchronized (this) {
            http = request.connection();
            multiplexed = http2;
            answering++;
            late = http2 ? null : () -> context.runOnContext(now -> tooLate.accept(routing));
        }
        if (!http2) {
            request.end().onComplete(end -> arrived());
        } else if (!request.isEnded()) {
            long bodyTimer = routing.vertx().setTimer(limits.request, now -> tooLate.accept(routing));
            request.end().onComplete(end -> routing.vertx().cancelTimer(bodyTimer));
        }
    }

    private synchronized void arrived() {
        arriving = false;
        late = null;
    }

    private synchronized void answered() {
        answering--;
        if (answering == 0 && late == null) {
            arriving = more && !multiplexed;
            more = false;
            since = System.nanoTime();
        }
    }

    private synchronized void received() {
        if (answering > 0) {
            more |= !arriving;
        } else if (!arriving && !multiplexed) {
            arriving = true;
            since = System.nanoTime();
        }
    }

    /** Remaining milliseconds; more than 0 while a request is answered. */
    private synchronized long left() {
        if (answering > 0 && (multiplexed || !arriving)) {
            return Long.MAX_VALUE;
        }
        long limit = arriving && !multiplexed ? limits.request : limits.keepAlive;
        return limit - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    private void check() {
        long left = left();
        if (left > 0) {
            checkIn(left);
        } else {
            end();
        }
    }

    /** Often enough that no timeout that starts meanwhile passes earlier. */
    private void checkIn(long millis) {
        long longest = Math.min(limits.request, limits.keepAlive);
        timer = channel.eventLoop().schedule(this::check, Math.min(millis, longest), TimeUnit.MILLISECONDS);
    }

    private void end() {
        Runnable answer;
        HttpConnection connection;
        synchronized (this) {
            answer = late;
            connection = http;
        }
        if (answer != null) {
            answer.run();
        } else if (connection != null) {
            connection.close();
        } else {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        channel.attr(KEY).set(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        synchronized (this) {
            since = System.nanoTime();
        }
        checkIn(limits.request);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        received();
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.cancel(false);
        context.fireChannelInactive();
    }
}
