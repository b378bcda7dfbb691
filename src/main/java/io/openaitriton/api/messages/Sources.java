package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.chat.ImageUrl;
import io.openaitriton.generation.ApiException;

/** Reads blocks that have a source. */
final class Sources {
    private Sources() {}

    /** A part of a chat's message for an image. */
    static ContentPart image(String at, JsonNode block) {
        JsonNode source = source(at, block);
        String type = Refusal.text(source, at + ".source", "type");
        String url = switch (type) {
            case "base64" ->
                "data:" + Refusal.text(source, at + ".source", "media_type") + ";base64,"
                        + Refusal.text(source, at + ".source", "data");
            case "url" -> Refusal.text(source, at + ".source", "url");
            default -> throw unsupported(at, type, "'base64' or 'url'");
        };
        return new ContentPart("image_url", null, new ImageUrl(url));
    }

    /** The text of a document that is one. */
    static String document(String at, JsonNode block) {
        JsonNode source = source(at, block);
        String type = Refusal.text(source, at + ".source", "type");
        if (!type.equals("text")) {
            throw unsupported(at, type, "'text'");
        }
        return titled(block, Refusal.text(source, at + ".source", "data"));
    }

    /** The texts of a search's result. */
    static String searchResult(String at, JsonNode block) {
        StringBuilder text = new StringBuilder();
        for (JsonNode content : block.path("content")) {
            text.append(text.isEmpty() ? "" : "\n").append(content.path("text").asText());
        }
        return titled(block, text.toString());
    }

    private static String titled(JsonNode block, String text) {
        String title = block.path("title").asText();
        return title.isEmpty() || title.equals("null") ? text : title + "\n" + text;
    }

    private static JsonNode source(String at, JsonNode block) {
        JsonNode source = block.get("source");
        if (Refusal.isAbsent(source)) {
            throw Refusal.required(at + ".source");
        }
        return source;
    }

    private static ApiException unsupported(String at, String type, String supported) {
        return Refusal.invalid(
                at + ".source.type", "Sources of type '" + type + "' are not supported. Use " + supported);
    }
}
