package io.openaitriton.simulator.core;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.function.IntFunction;

/** Builds the JSON of one response; keys must come in byte order, as Triton sends them. */
public final class ResponseJson {
    private final StringBuilder json = new StringBuilder(160).append('{');

    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    /** A response that lacks all outputs, as no sound model sends it. */
    public static String empty(String model) {
        return new ResponseJson().model(model).end();
    }

    public ResponseJson put(String name, String value) {
        json.append('"').append(name).append("\":").append(value).append(',');
        return this;
    }

    public ResponseJson text(String name, String value) {
        return put(name, quote(value));
    }

    /** The request's id, unless it had none. */
    public ResponseJson id(String id) {
        return id.isEmpty() ? this : text("id", id);
    }

    public ResponseJson model(String name) {
        return text("model_name", name).text("model_version", "1");
    }

    /** A tensor: one element comes as a scalar, any other number as a flat array. */
    public ResponseJson each(String name, int count, IntFunction<String> value) {
        if (count == 1) {
            return put(name, value.apply(0));
        }
        StringBuilder array = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            array.append(i == 0 ? "" : ",").append(value.apply(i));
        }
        return put(name, array.append(']').toString());
    }

    public String end() {
        json.setCharAt(json.length() - 1, '}');
        return json.toString();
    }
}
