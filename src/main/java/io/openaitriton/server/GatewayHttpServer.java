package io.openaitriton.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SslChannelProvider;
import java.util.function.BiConsumer;

/**
 * Vert.x's HTTP server with additional handlers on each connection: a {@link ClientConnection} before TLS and HTTP, and a
 * {@link RequestDecoder} instead of Vert.x's. Neither Vert.x nor Camel has a setting for these. Requests
 * that cannot be read go to the same handler as all others, which finds a failed {@link HttpServerRequest#decoderResult()}.
 */
public final class GatewayHttpServer extends HttpServerImpl {
    /** Bytes of a request line. RFC 9112, 3 recommends 8000 or more. */
    static final int MAX_REQUEST_LINE = 8192;

    /** HTTP/2 headers are decoded up to this many times the limit, so that larger ones get an error message. */
    private static final int HTTP2_MARGIN = 4;

    /**
     * Limits of clients.
     *
     * @param connection their timeouts
     * @param head bytes of a request's headers
     */
    public record Limits(ClientConnection.Limits connection, int head) {}

    private final HttpServerOptions http;
    private final ClientConnection.Limits limits;
    private Handler<HttpServerRequest> handler;

    GatewayHttpServer(VertxInternal vertx, HttpServerOptions options, Limits limits) {
        super(vertx, bounded(options, limits.head));
        this.http = options;
        this.limits = limits.connection;
        invalidRequestHandler(request -> requestHandler().handle(new Unreadable(request)));
    }

    /** Requests of HTTP/2 reach the handler as {@link ResumableRequest}s. */
    @Override
    public synchronized HttpServer requestHandler(Handler<HttpServerRequest> handler) {
        this.handler = handler;
        return super.requestHandler(request -> handler.handle(
                request.version() == HttpVersion.HTTP_2
                        ? new ResumableRequest((HttpServerRequestInternal) request)
                        : request));
    }

    /** The handler that was set. */
    @Override
    public synchronized Handler<HttpServerRequest> requestHandler() {
        return handler;
    }

    private static HttpServerOptions bounded(HttpServerOptions options, int head) {
        options.getInitialSettings().setMaxHeaderListSize((long) head * HTTP2_MARGIN);
        return options.setMaxHeaderSize(head)
                .setMaxInitialLineLength(Math.min(head, MAX_REQUEST_LINE))
                .setUseAlpn(options.isSsl());
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(
            ContextInternal context, SocketAddress address, GlobalTrafficShapingHandler shaping) {
        BiConsumer<Channel, SslChannelProvider> connections = super.childHandler(context, address, shaping);
        return (channel, tls) -> {
            channel.pipeline().addLast(new ClientConnection(limits));
            connections.accept(channel, tls);
            channel.pipeline().addLast(new OwnDecoder());
        };
    }

    /**
     * Comes after Vert.x's handler that detects the HTTP version of a connection. When the first bytes arrive here, Vert.x has
     * added its handlers of that version after this one, and they have seen nothing yet.
     */
    private final class OwnDecoder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext connection, Object bytes) {
            ChannelPipeline pipeline = connection.pipeline();
            ChannelHandlerContext decoder = pipeline.context(VertxHttpRequestDecoder.class);
            if (decoder != null) {
                pipeline.replace(decoder.handler(), decoder.name(), new RequestDecoder(http));
            }
            connection.fireChannelRead(bytes);
            pipeline.remove(this);
        }
    }

    /**
     * A request that may be resumed after its end. Camel resumes every request before its body handler, also if the body was read before, and Vert.x
     * refuses that for HTTP/2 only.
     */
    private static final class ResumableRequest extends HttpServerRequestWrapper {
        private ResumableRequest(HttpServerRequestInternal request) {
            super(request);
        }

        @Override
        public HttpServerRequest resume() {
            return delegate.isEnded() ? this : super.resume();
        }
    }

    /** A request whose first line may be unknown: a router then treats it as a request for the root. */
    private static final class Unreadable extends HttpServerRequestWrapper {
        private Unreadable(HttpServerRequest request) {
            super((HttpServerRequestInternal) request);
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public boolean isValidAuthority() {
            return true;
        }
    }
}
