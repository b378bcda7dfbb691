package io.openaitriton.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.openaitriton.exchange.Edges;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;

/**
 * Reads the JSON that a client sends. Vert.x's own handler appends each piece of a body to a buffer, which it copies whenever it grows. This class keeps
 * the pieces, and puts them together once. Vert.x reads a body once: its handler in the route finds the body that was read here.
 */
public final class RequestBody {
    private static final String JSON = "application/json";

    /** Shorter pieces are put together as they arrive: an object for each byte would take a hundred times its memory. */
    private static final int SHORT = 1024;

    private final RoutingContext context;
    private final long maxBytes;
    private final List<Buffer> pieces = new ArrayList<>();

    /** The last piece, if short ones are being put together there. */
    private Buffer shortPieces;

    private long length;
    private boolean failed;

    private RequestBody(RoutingContext context, long maxBytes) {
        this.context = context;
        this.maxBytes = maxBytes;
    }

    /** @param maxBytes longest body */
    public static EntryStep step(long maxBytes) {
        return context -> !isHere(context) || !new RequestBody(context, maxBytes).begin();
    }

    /**
     * Makes the body of a message bytes, which Jackson reads without a copy. Camel would copy the body twice to read it as a stream. Nothing else keeps
     * them: a conversation takes far more memory than the rest of a stream.
     *
     * @param observed the request; null on servers other than the gateway's
     */
    static void take(Message message, ObservedRequest observed) {
        if (message.getBody() instanceof Buffer body) {
            message.setBody(bytes(body));
            if (observed != null) {
                observed.forgetBody();
            }
        }
    }

    /** The bytes of a body, which must not change: its own array where it has one of this length. */
    private static byte[] bytes(Buffer body) {
        if (body instanceof BufferImpl vertx) {
            ByteBuf bytes = vertx.byteBuf();
            if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == body.length()) {
                return bytes.array();
            }
        }
        return body.getBytes();
    }

    /** Whether a route will read this body, as JSON. All other requests take Vert.x's way. */
    private static boolean isHere(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().equals(HttpMethod.POST) || request.headers().contains(HttpHeaders.EXPECT)) {
            return false;
        }
        ObservedRequest observed = ObservedRequest.current();
        Edges.Edge edge = observed == null ? null : observed.edge();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return edge != null && type != null && type.startsWith(JSON) && hasBody(request);
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** False if Vert.x's handler must refuse the body for its length. */
    private boolean begin() {
        HttpServerRequest request = context.request();
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && Long.parseLong(announced) > maxBytes) {
            return false;
        }
        ((RoutingContextInternal) context).visitHandler(RoutingContextInternal.BODY_HANDLER);
        request.exceptionHandler(this::broken).handler(this::add).endHandler(end -> end());
        request.resume();
        return true;
    }

    private void add(Buffer piece) {
        length += piece.length();
        if (failed) {
            return;
        }
        if (length > maxBytes) {
            fail();
            context.fail(413);
        } else if (piece.length() >= SHORT) {
            shortPieces = null;
            pieces.add(piece);
        } else {
            if (shortPieces == null) {
                shortPieces = Buffer.buffer();
                pieces.add(shortPieces);
            }
            shortPieces.appendBuffer(piece);
        }
    }

    /** As Vert.x's handler reports it: 200 stands for a body that ended early. */
    private void broken(Throwable cause) {
        fail();
        if (cause instanceof DecoderException) {
            context.fail(400, cause.getCause() == null ? cause : cause.getCause());
        } else {
            context.fail(200, cause);
        }
    }

    private void fail() {
        failed = true;
        forget();
    }

    /** Vert.x keeps this object until the end of the response. */
    private void forget() {
        pieces.clear();
        shortPieces = null;
    }

    private void end() {
        if (failed || context.failed()) {
            return;
        }
        ((RoutingContextInternal) context).setBody(pieces.size() == 1 ? pieces.get(0) : joined());
        forget();
        context.next();
    }

    private Buffer joined() {
        byte[] all = new byte[(int) length];
        int at = 0;
        for (Buffer piece : pieces) {
            piece.getBytes(all, at);
            at += piece.length();
        }
        return BufferImpl.buffer(Unpooled.wrappedBuffer(all));
    }
}
