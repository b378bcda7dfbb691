package io.openaitriton.server;

import io.netty.handler.codec.DecoderException;
import io.openaitriton.generation.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * A request whose body is decoded while it is read, and so not before the request is let in. Vert.x could do it with
 * {@code setDecompressionSupported}, but it accepts incomplete bodies and trailing data, and decodes a small bomb in one step.
 */
public final class EncodedBody extends HttpServerRequestWrapper {
    /** For {@code Accept-Encoding} (RFC 9110, 15.5.16). */
    static final String ACCEPTED = "gzip, deflate";

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final String HEADER = "Content-Encoding";

    private final BodyDecoder decoder;
    private Handler<Throwable> failed;
    private boolean over;

    private EncodedBody(HttpServerRequestInternal request, BodyDecoder decoder) {
        super(request);
        this.decoder = decoder;
    }

    /**
     * Decodes the bodies of all requests.
     *
     * @param maxBytes longest body, decoded
     */
    public static EntryStep step(VertxPlatformHttpRouter server, long maxBytes) {
        return context -> enter(context.request(), server, maxBytes);
    }

    private static boolean enter(HttpServerRequest request, VertxPlatformHttpRouter server, long maxBytes) {
        String encoding = encoding(request);
        if (encoding == null || !isSupported(encoding)) {
            return true;
        }
        request.headers().remove(HEADER);
        EncodedBody decoded = new EncodedBody(
                (HttpServerRequestInternal) request, new BodyDecoder(GZIP.contains(encoding), maxBytes));
        // a routing keeps its request, so it is restarted
        HttpEntry.again(server, decoded);
        return false;
    }

    private static boolean isSupported(String encoding) {
        return GZIP.contains(encoding) || encoding.equals("deflate");
    }

    /** The content encoding of a request that is not decoded yet, from its header lines, in lower case; null for none. */
    static String encoding(HttpServerRequest request) {
        if (!request.headers().contains(HEADER)) {
            return null;
        }
        List<String> codings = request.headers().getAll(HEADER).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(coding -> coding.trim().toLowerCase(Locale.ROOT))
                // RFC 9110, 5.6.1: empty elements of a list are ignored
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        return codings.isEmpty() ? null : String.join(", ", codings);
    }

    @Override
    public HttpServerRequest handler(Handler<Buffer> handler) {
        // after the answer, further bytes are only counted: UnreadBody
        boolean raw = handler == null || response().ended();
        delegate.handler(raw ? handler : bytes -> decode(bytes, handler));
        return this;
    }

    @Override
    public HttpServerRequest endHandler(Handler<Void> handler) {
        boolean raw = handler == null || response().ended();
        delegate.endHandler(raw ? handler : end -> ended(handler));
        return this;
    }

    @Override
    public HttpServerRequest exceptionHandler(Handler<Throwable> handler) {
        failed = handler;
        delegate.exceptionHandler(handler);
        return this;
    }

    private void decode(Buffer bytes, Handler<Buffer> handler) {
        if (over) {
            return;
        }
        try {
            decoder.push(
                    bytes.getBytes(),
                    (decoded, length) -> handler.handle(Buffer.buffer(length).appendBytes(decoded, 0, length)));
        } catch (ApiException e) {
            fail(e);
        }
    }

    private void ended(Handler<Void> handler) {
        if (over) {
            return;
        }
        try {
            decoder.end();
        } catch (ApiException e) {
            fail(e);
            return;
        }
        handler.handle(null);
    }

    private void fail(ApiException e) {
        over = true;
        if (failed != null) {
            failed.handle(new DecoderException(e));
        }
    }
}
