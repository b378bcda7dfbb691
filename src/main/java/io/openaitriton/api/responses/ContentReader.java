package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.chat.ImageUrl;
import io.openaitriton.api.chat.MessageContent;
import java.util.ArrayList;
import java.util.List;

/** Content of items as that of chat messages: part by part, and a single text as a string, which is usual in chats. */
final class ContentReader {
    private ContentReader() {}

    /**
     * Reads it.
     *
     * @param at its path
     * @param images whether it may have some
     * @throws io.openaitriton.generation.ApiException 400, naming the first part at fault
     */
    static MessageContent read(String at, JsonNode content, boolean images) {
        if (!Invalid.isThere(content)) {
            throw Invalid.missing(at);
        }
        if (content.isTextual()) {
            return MessageContent.of(content.textValue());
        }
        if (!content.isArray()) {
            throw Invalid.type(at, "a string or an array of parts");
        }
        if (content.isEmpty()) {
            return MessageContent.of("");
        }
        List<ContentPart> parts = new ArrayList<>(content.size());
        for (int i = 0; i < content.size(); i++) {
            parts.add(part(at + "[" + i + "]", content.get(i), images));
        }
        return parts.size() == 1 && !parts.get(0).isImage()
                ? MessageContent.of(parts.get(0).text())
                : MessageContent.of(parts);
    }

    private static ContentPart part(String at, JsonNode part, boolean images) {
        if (!part.isObject()) {
            throw Invalid.type(at, "an object");
        }
        String type = Invalid.text(at, part, "type");
        return switch (type) {
            // some clients send the chat's name
            case "input_text", "output_text", "text" -> new ContentPart("text", Invalid.text(at, part, "text"));
            case "refusal" -> new ContentPart("text", Invalid.text(at, part, "refusal"));
            case "input_image" -> image(at, part, images);
            default ->
                throw Invalid.value(
                        at + ".type",
                        "expected 'input_text', 'output_text', 'refusal' or 'input_image', but got '" + type + "'");
        };
    }

    private static ContentPart image(String at, JsonNode part, boolean images) {
        if (!images) {
            throw Invalid.value(at + ".type", "only messages with role 'user' and tool outputs may have images");
        }
        if (Invalid.isThere(part.get("file_id"))) {
            throw Invalid.unsupported(
                    at + ".file_id",
                    "this server stores no files. Send the image in 'image_url', as a URL or a data: URL");
        }
        return new ContentPart("image_url", null, new ImageUrl(Invalid.text(at, part, "image_url")));
    }
}
