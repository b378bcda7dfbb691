package io.openaitriton.bench.faults;

import io.openaitriton.bench.faults.ScriptedTriton.Script;
import java.io.IOException;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Good and bad answers of a Triton server with a vLLM model to {@code generate} and {@code generate_stream}. */
final class Scripts {
    private static final Pattern COUNT = Pattern.compile("\"n\\\\?\" *: *(\\d)");
    private static final String ERROR = "{\"error\":\"the engine is out of memory\"}";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    static final Script WELL = call -> {
        if (call.streams()) {
            begin(call, "200 OK", "text/event-stream");
            call.chunk(event(call, "None", "one "));
            call.chunk(event(call, "None", "two "));
            call.chunk(event(call, "stop", "three"));
            call.send(LAST_CHUNK);
        } else {
            answer(call, "200 OK", "application/json", whole(call));
        }
    };

    static final Script HANGS_AT_ONCE = TritonCall::hang;

    static final Script HANGS_WITHIN = call -> {
        half(call);
        call.hang();
    };

    static final Script RESETS = TritonCall::reset;

    static final Script GARBAGE = call -> {
        if (call.streams()) {
            answer(call, "200 OK", "text/event-stream", "data: \1\2 no {[ JSON\n\n");
        } else {
            answer(call, "200 OK", "application/json", "\1\2 no {[ JSON");
        }
    };

    static final Script CLOSES_WITHIN = call -> {
        half(call);
        if (call.streams()) {
            call.chunk("data: {\"text_ou");
        }
    };

    /** {@code generate} has its status still to send, a stream has not. */
    static final Script FAILS_WITHIN = call -> {
        if (call.streams()) {
            half(call);
            call.chunk("data: " + ERROR + "\n\n");
            call.send(LAST_CHUNK);
        } else {
            answer(call, "400 Bad Request", "application/json", ERROR);
        }
    };

    static final Script PAGE = call -> answer(call, "200 OK", "text/html", "<html><body>Sign in</body></html>");

    static final Script LESS_THAN_PROMISED = call ->
            call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n" + whole(call));

    private Scripts() {}

    static Script error(String status) {
        return call -> answer(call, status, "application/json", ERROR);
    }

    private static String whole(TritonCall call) {
        return response(call, "stop", "one two three");
    }

    private static String event(TritonCall call, String finishReason, String text) {
        return "data: " + response(call, finishReason, text) + "\n\n";
    }

    private static String response(TritonCall call, String finishReason, String text) {
        return "{\"finish_reason\":" + each(call, '"' + finishReason + '"')
                + ",\"model_name\":\"llama\",\"model_version\":\"1\",\"num_input_tokens\":12,\"num_output_tokens\":"
                + each(call, "1") + ",\"text_output\":" + each(call, '"' + text + '"') + "}";
    }

    /** A list if more than one answer is requested. */
    private static String each(TritonCall call, String value) {
        Matcher count = COUNT.matcher(call.body());
        return count.find()
                ? Collections.nCopies(Integer.parseInt(count.group(1)), value).toString()
                : value;
    }

    /** The first token of a stream, or the first half of an answer. */
    private static void half(TritonCall call) throws IOException {
        if (call.streams()) {
            begin(call, "200 OK", "text/event-stream");
            call.chunk(event(call, "None", "one "));
        } else {
            begin(call, "200 OK", "application/json");
            call.chunk(whole(call).substring(0, whole(call).length() / 2));
        }
    }

    private static void answer(TritonCall call, String status, String type, String body) throws IOException {
        begin(call, status, type);
        call.chunk(body);
        call.send(LAST_CHUNK);
    }

    private static void begin(TritonCall call, String status, String type) throws IOException {
        call.send("HTTP/1.1 " + status + "\r\nContent-Type: " + type
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
    }
}
