package com.example.translate;

import java.util.List;
import java.util.Map;
import org.apache.camel.Body;

/** What a model is asked for a translation. Public, as Camel makes it for the route. */
public final class Translation {

    /** A chat request for OpenAI's API. */
    public Map<String, Object> ask(@Body String text) {
        return Map.of(
                "model",
                "llama-3-70b",
                "temperature",
                0,
                "messages",
                List.of(
                        Map.of("role", "system", "content", "Translate to French. Answer with the translation only."),
                        Map.of("role", "user", "content", text)));
    }
}
