package io.openaitriton.simulator;

import io.openaitriton.simulator.http.Reply;
import io.openaitriton.simulator.http.Script;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/**
 * An answer that a test scripts instead of the simulated model's own: its {@link #text}, or its bytes.
 *
 * <p>With a reply in bytes, headers are sent with the first chunk, as by Triton. By default the reply is sent with
 * {@code Transfer-Encoding: chunked}, each step one HTTP chunk.
 */
public final class ScriptedReply {
    final Reply reply;

    private ScriptedReply(String text) {
        this.reply = new Reply.Text(text);
    }

    private ScriptedReply(Builder builder, Script.Ending ending) {
        Map<String, String> headers = new LinkedHashMap<>(builder.headers);
        if (builder.computeLength) {
            headers.put("Content-Length", Long.toString(builder.bodyLength()));
        } else if (!headers.containsKey("Content-Length")) {
            headers.put("Transfer-Encoding", "chunked");
        }
        this.reply = new Script(builder.status, builder.reason, headers, List.copyOf(builder.steps), ending);
    }

    /**
     * The model answers this text, in the format of its backend, to generate and generate_stream alike. Everything else is as
     * without a script: a token is a word with the white space before it, max_tokens and stop strings cut it off, and a
     * request that the backend refuses gets the backend's error.
     */
    public static ScriptedReply text(String text) {
        return new ScriptedReply(Objects.requireNonNull(text));
    }

    /** A JSON answer in one chunk, as Triton sends the answer or error of a model. */
    public static ScriptedReply json(int status, String body) {
        return reply(status)
                .header("Content-Type", "application/json")
                .chunk(body)
                .thenEnd();
    }

    /** A JSON answer with Content-Length, as Triton sends an error found before the model is called. */
    public static ScriptedReply jsonWithLength(int status, String body) {
        return reply(status)
                .header("Content-Type", "application/json")
                .withContentLength()
                .chunk(body)
                .thenEnd();
    }

    /** A whole event stream, one event of each JSON text. */
    public static ScriptedReply events(String... json) {
        Builder builder = stream();
        for (String event : json) {
            builder.event(event);
        }
        return builder.thenEnd();
    }

    /** Accepts the request and never answers. */
    public static ScriptedReply neverAnswer() {
        return reply(200).thenHang();
    }

    /** Closes the connection without a byte of answer. */
    public static ScriptedReply closeConnection() {
        return reply(200).thenCloseConnection();
    }

    /** Begins an event stream under status 200. */
    public static Builder stream() {
        return reply(200).header("Content-Type", "text/event-stream; charset=utf-8");
    }

    /** Begins a reply without headers. */
    public static Builder reply(int status) {
        return new Builder(status);
    }

    /** Collects the steps of a reply in the order in which they happen; ended by one of the {@code then} methods. */
    public static final class Builder {
        private final int status;
        private String reason;
        private boolean computeLength;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<Script.Step> steps = new ArrayList<>();

        private Builder(int status) {
            this.status = status;
        }

        /** Reason phrase of the status line; the usual one of the status when not set. */
        public Builder reason(String phrase) {
            this.reason = phrase;
            return this;
        }

        /** Sets a response header. A {@code Content-Length} given here is sent even if it is wrong. */
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** Sends the true Content-Length instead of a chunked body. */
        public Builder withContentLength() {
            this.computeLength = true;
            return this;
        }

        /** Sends {@code data: <json>} and an empty line as one chunk. */
        public Builder event(String json) {
            return chunk("data: " + json + "\n\n");
        }

        /** Sends a text as one chunk: half an event, or several. */
        public Builder chunk(String text) {
            steps.add(new Script.Chunk(Buffer.buffer(text)));
            return this;
        }

        /** Sends bytes as one chunk: for instance half a character. */
        public Builder chunk(byte[] bytes) {
            steps.add(new Script.Chunk(Buffer.buffer(bytes.clone())));
            return this;
        }

        /** Waits before the next step, at least a millisecond. */
        public Builder delay(Duration duration) {
            steps.add(new Script.Delay(Objects.requireNonNull(duration)));
            return this;
        }

        /** Waits with the next step until the stage completes, well or with a failure. */
        public Builder await(CompletionStage<?> stage) {
            steps.add(new Script.AwaitStage(Objects.requireNonNull(stage)));
            return this;
        }

        /** Waits with the next step until the latch is at zero; checked every millisecond. */
        public Builder await(CountDownLatch latch) {
            steps.add(new Script.AwaitLatch(Objects.requireNonNull(latch)));
            return this;
        }

        /** Ends the response properly; the connection stays open. */
        public ScriptedReply thenEnd() {
            return new ScriptedReply(this, Script.Ending.END);
        }

        /** Closes the connection without an end of the response. */
        public ScriptedReply thenCloseConnection() {
            return new ScriptedReply(this, Script.Ending.CLOSE);
        }

        /** Sends nothing more, and keeps the connection until the client disconnects. */
        public ScriptedReply thenHang() {
            return new ScriptedReply(this, Script.Ending.HANG);
        }

        private long bodyLength() {
            long length = 0;
            for (Script.Step step : steps) {
                length += step instanceof Script.Chunk chunk ? chunk.bytes().length() : 0;
            }
            return length;
        }
    }
}
