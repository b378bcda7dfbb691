package io.openaitriton.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.openaitriton.generation.ApiException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.HostAndPortImpl;
import java.util.List;

/**
 * Reads HTTP/1 requests. A request that another server on the way may have read differently fails to decode, and Vert.x closes
 * its connection after the answer. Offers of another protocol are dropped before Vert.x sees them: a server may ignore them (RFC
 * 9110, 7.8), and Vert.x would accept one of {@code h2c}, or refuse it with an answer that never ends. HTTP/2 works with prior
 * knowledge and with ALPN.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    RequestDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void decode(ChannelHandlerContext connection, ByteBuf bytes, List<Object> out) throws Exception {
        int known = out.size();
        super.decode(connection, bytes, out);
        for (int i = known; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest request) {
                request.headers().remove(HttpHeaderNames.UPGRADE);
                check(request);
            }
        }
    }

    private static void check(HttpRequest request) {
        if (request.decoderResult().isSuccess()) {
            ApiException fault = fault(request.protocolVersion(), request.headers());
            if (fault != null) {
                request.setDecoderResult(DecoderResult.failure(fault));
                if (request.protocolVersion() != HttpVersion.HTTP_1_0) {
                    // of the answer
                    request.setProtocolVersion(HttpVersion.HTTP_1_1);
                }
            }
        }
    }

    private static ApiException fault(HttpVersion version, HttpHeaders headers) {
        boolean isHttp10 = version.equals(HttpVersion.HTTP_1_0);
        if (!isHttp10 && !version.equals(HttpVersion.HTTP_1_1)) {
            return refused("Unsupported HTTP version '" + version + "': send HTTP/1.1.");
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (isHttp10 && !codings.isEmpty()) {
            // RFC 9112, 6.1
            return refused("'Transfer-Encoding' is not part of HTTP/1.0: send 'Content-Length'.");
        }
        if (codings.size() > 1 || codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked")) {
            // RFC 9112, 6.3: the end of the body is ambiguous
            String sent = String.join(", ", codings);
            return refused("Unsupported 'Transfer-Encoding: " + sent + "': send 'chunked', once.");
        }
        return fault(headers.getAll(HttpHeaderNames.HOST), isHttp10);
    }

    /** RFC 9112, 3.2. */
    private static ApiException fault(List<String> hosts, boolean isHttp10) {
        if (hosts.size() > 1 || hosts.isEmpty() && !isHttp10) {
            return refused("The request has " + hosts.size() + " 'Host' headers: send one.");
        }
        if (!hosts.isEmpty() && !HostAndPortImpl.isValidAuthority(hosts.get(0))) {
            return refused("Invalid 'Host: " + hosts.get(0) + "': send a host name or an IP address, optionally with"
                    + " a port.");
        }
        return null;
    }

    /** RFC 9112, 6.1: such a request may try to hide another request from a server on the way. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw refused("The request has 'Transfer-Encoding' and 'Content-Length': send one of them.");
    }

    private static ApiException refused(String message) {
        return ApiException.invalid(null, message);
    }
}
