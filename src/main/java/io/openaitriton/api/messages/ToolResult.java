package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.json.RepeatedTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a tool.
 *
 * @param text may be empty
 * @param images parts of a chat's message, by where they come from
 */
record ToolResult(String text, Map<String, ContentPart> images) {
    /** Chat templates have no other place for it. */
    private static final String ERROR = "Error: ";

    static ToolResult of(String at, JsonNode block) {
        Map<String, ContentPart> images = new LinkedHashMap<>();
        String text = text(at + ".content", block.get("content"), images);
        return new ToolResult(block.path("is_error").booleanValue() ? ERROR + text : text, images);
    }

    private static String text(String at, JsonNode content, Map<String, ContentPart> images) {
        if (Refusal.isAbsent(content)) {
            return "";
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw Refusal.invalid(at, "Expected a string or an array of blocks");
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            String here = at + "[" + i + "]";
            JsonNode block = content.get(i);
            String type = Refusal.text(block, here, "type");
            if (type.equals("image")) {
                images.put(here, Sources.image(here, block));
                continue;
            }
            String text = switch (type) {
                case "text" -> Refusal.text(block, here, "text");
                case "document" -> Sources.document(here, block);
                case "search_result" -> Sources.searchResult(here, block);
                case "tool_reference" -> Refusal.text(block, here, "tool_name");
                default ->
                    throw Refusal.invalid(
                            here + ".type", "Blocks of type '" + type + "' are not supported in tool results");
            };
            if (!all.isEmpty() || !text.isEmpty()) {
                all.add(text);
            }
        }
        return RepeatedTexts.joined("\n", all);
    }
}
