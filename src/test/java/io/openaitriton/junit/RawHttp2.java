package io.openaitriton.junit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** An HTTP/2 connection, with prior knowledge, on which a test sees every frame. Reads wait ten seconds at most. */
public final class RawHttp2 implements Closeable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int GOAWAY = 7;

    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_FRAME = 16_384;
    private static final int WINDOW = 65_535;

    /** One frame; {@code head} is what a HEADERS frame holds. */
    public record Frame(int type, int flags, int stream, byte[] payload, Http2Headers head) {
        public boolean endsStream() {
            return type == RST_STREAM || (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        /** Of a GOAWAY or RST_STREAM. */
        public int errorCode() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    /** An answer: its last head, its body, and all its frames. */
    public record Answer(Http2Headers head, String body, List<Frame> frames) {
        public String status() {
            return String.valueOf(head.status());
        }

        public List<Integer> types() {
            return frames.stream().map(Frame::type).toList();
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> false);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final List<Frame> frames = new ArrayList<>();
    private final Map<Integer, Long> windows = new HashMap<>();
    private int nextStream = 1;

    public RawHttp2(int port) {
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** Sends the head of a request without a body; returns its stream. */
    public int request(String method, String path, String... headers) {
        return head(method, path, true, headers);
    }

    /** Sends the head of a request whose body comes by {@link #body}; returns its stream. */
    public int post(String path, String... headers) {
        return head("POST", path, false, headers);
    }

    private int head(String method, String path, boolean end, String... headers) {
        int stream = nextStream;
        nextStream += 2;
        Http2Headers head = new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("x");
        for (int i = 0; i < headers.length; i += 2) {
            head.add(headers[i], headers[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, head, block);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        int type = HEADERS;
        do {
            byte[] part = new byte[Math.min(MAX_FRAME, block.readableBytes())];
            block.readBytes(part);
            int flags = (block.isReadable() ? 0 : END_HEADERS) | (end && type == HEADERS ? END_STREAM : 0);
            send(type, flags, stream, part);
            type = CONTINUATION;
        } while (block.isReadable());
        return stream;
    }

    /** Sends a part of a body as the server gives leave; false when the server has ended the stream meanwhile. */
    public boolean body(int stream, byte[] body, boolean end) {
        int sent = 0;
        while (sent < body.length) {
            long window = Math.min(window(0), window(stream));
            int count = (int) Math.min(Math.min(MAX_FRAME, window), body.length - sent);
            if (count > 0) {
                boolean last = end && sent + count == body.length;
                send(DATA, last ? END_STREAM : 0, stream, Arrays.copyOfRange(body, sent, sent + count));
                windows.merge(0, (long) -count, Long::sum);
                windows.merge(stream, (long) -count, Long::sum);
                sent += count;
            } else if (isEnded(stream)) {
                return false;
            } else {
                read();
            }
        }
        return true;
    }

    private boolean isEnded(int stream) {
        return frames.stream().anyMatch(frame -> frame.stream() == stream && frame.endsStream());
    }

    private long window(int stream) {
        return windows.computeIfAbsent(stream, any -> (long) WINDOW);
    }

    /** The answer of a stream, whose frames are read until its end. */
    public Answer answer(int stream) {
        await(frame -> frame.stream() == stream && frame.endsStream());
        Http2Headers head = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<Frame> own =
                frames.stream().filter(frame -> frame.stream() == stream).toList();
        for (Frame frame : own) {
            if (frame.type() == HEADERS) {
                head = frame.head();
            } else if (frame.type() == DATA) {
                body.writeBytes(frame.payload());
            }
        }
        return new Answer(head, body.toString(StandardCharsets.UTF_8), own);
    }

    private Http2Headers decode(int stream, byte[] payload, int from) {
        try {
            return decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload, from, payload.length - from));
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for a frame, which may have come already. */
    public Frame await(Predicate<Frame> wanted) {
        for (int i = 0; ; i++) {
            while (i == frames.size()) {
                read();
            }
            if (wanted.test(frames.get(i))) {
                return frames.get(i);
            }
        }
    }

    /** When it came. */
    public int indexOf(Frame frame) {
        return frames.indexOf(frame);
    }

    private void read() {
        try {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException("connection closed by the server");
            }
            // in their order: what is in one may refer to those before
            Http2Headers head = type == HEADERS ? decode(stream, payload, (flags & PRIORITY) == 0 ? 0 : 5) : null;
            Frame frame = new Frame(type, flags, stream, payload, head);
            frames.add(frame);
            received(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void received(Frame frame) {
        if (frame.type() == SETTINGS && frame.flags() != ACK) {
            send(SETTINGS, ACK, 0, new byte[0]);
        } else if (frame.type() == PING && frame.flags() != ACK) {
            send(PING, ACK, 0, frame.payload());
        } else if (frame.type() == WINDOW_UPDATE) {
            window(frame.stream());
            windows.merge(
                    frame.stream(), (long) ByteBuffer.wrap(frame.payload()).getInt(), Long::sum);
        } else if (frame.type() == DATA && frame.payload().length > 0) {
            byte[] more = ByteBuffer.allocate(4).putInt(frame.payload().length).array();
            send(WINDOW_UPDATE, 0, 0, more);
            if (!frame.endsStream()) {
                send(WINDOW_UPDATE, 0, frame.stream(), more);
            }
        }
    }

    private void send(int type, int flags, int stream, byte[] payload) {
        try {
            out.write(ByteBuffer.allocate(9 + payload.length)
                    .putInt(payload.length << 8 | type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload)
                    .array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
