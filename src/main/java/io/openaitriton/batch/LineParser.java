package io.openaitriton.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.batches.BatchError;
import java.io.IOException;
import java.util.Arrays;

/** Reads a line of a batch's file. The request in it stays unchanged, so that the model gets what its author wrote. */
final class LineParser {
    private static final int MAX_CUSTOM_ID = 512;

    private final byte[] text;
    private String customId;
    private String method;
    private String url;
    private boolean body;
    private int bodyStart;
    private int bodyEnd;
    private String model;
    private boolean stream;

    /** A line with a mistake. */
    static final class Mistake extends Exception {
        private static final long serialVersionUID = 1;
        private final String code;
        private final String param;

        Mistake(String code, String param, String message) {
            super(message, null, false, false);
            this.code = code;
            this.param = param;
        }

        BatchError in(int line) {
            return new BatchError(code, getMessage(), param, line);
        }
    }

    private LineParser(byte[] text) {
        this.text = text;
    }

    /**
     * Reads a line.
     *
     * @param endpoint what its url must be
     * @param id the line's id in the results
     */
    static BatchLine parse(int number, byte[] text, String endpoint, String id) throws Mistake {
        LineParser line = new LineParser(text);
        try {
            line.read();
        } catch (IOException e) {
            throw notJson();
        }
        line.check(endpoint);
        return new BatchLine(
                number,
                id,
                line.customId,
                Arrays.copyOfRange(text, line.bodyStart, line.bodyEnd),
                line.model,
                line.stream);
    }

    private static Mistake notJson() {
        return new Mistake("invalid_json_line", null, "The line is not a JSON object.");
    }

    private void read() throws IOException, Mistake {
        try (JsonParser json = OpenAiJson.mapper().createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw notJson();
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "custom_id" -> customId = string(json);
                    case "method" -> method = string(json);
                    case "url" -> url = string(json);
                    case "body" -> readBody(json);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw notJson();
            }
        }
    }

    private static String string(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    private void readBody(JsonParser json) throws IOException {
        body = json.currentToken() == JsonToken.START_OBJECT;
        if (!body) {
            json.skipChildren();
            return;
        }
        bodyStart = (int) json.currentTokenLocation().getByteOffset();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "model" -> model = string(json);
                case "stream" -> stream = json.currentToken() == JsonToken.VALUE_TRUE;
                default -> json.skipChildren();
            }
        }
        bodyEnd = (int) json.currentLocation().getByteOffset();
    }

    private void check(String endpoint) throws Mistake {
        require("custom_id", customId != null && !customId.isEmpty());
        if (customId.length() > MAX_CUSTOM_ID) {
            throw new Mistake(
                    "invalid_custom_id", "custom_id", "The custom_id has more than " + MAX_CUSTOM_ID + " characters.");
        }
        require("method", method != null);
        if (!method.equals("POST")) {
            throw new Mistake("invalid_method", "method", "The method must be POST.");
        }
        require("url", url != null);
        if (!url.equals(endpoint)) {
            throw new Mistake("url_mismatch", "url", "The url must be the endpoint of the batch, " + endpoint + ".");
        }
        require("body", body);
    }

    private static void require(String field, boolean there) throws Mistake {
        if (!there) {
            throw new Mistake("missing_required_parameter", field, "Missing required parameter: '" + field + "'.");
        }
    }
}
