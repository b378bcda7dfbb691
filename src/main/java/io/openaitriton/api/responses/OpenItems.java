package io.openaitriton.api.responses;

import io.openaitriton.generation.TokenLogprob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The items of a streamed response: one is open at a time, and the next one closes it. */
final class OpenItems {
    private static final String TEXT = "response.output_text";
    private static final String THOUGHT = "response.reasoning_text";
    private static final String SUMMARY = "response.reasoning_summary_text";
    private static final String ARGUMENTS = "response.function_call_arguments";
    private static final String INPUT = "response.custom_tool_call_input";

    private enum Kind {
        NONE,
        MESSAGE,
        REASONING,
        CALL
    }

    private final Items items;
    private final BiConsumer<String, Map<String, Object>> send;
    private final BiConsumer<DeltaPlace, String> sendDelta;
    private final List<OutputItem> done = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();
    private Kind open = Kind.NONE;
    private String id;
    private String callId;
    private String tool;
    private List<TokenLogprob> logprobs;
    private DeltaPlace deltas;

    /**
     * @param send takes the type of an event, and its fields
     * @param sendDelta takes more of the open item
     */
    OpenItems(Items items, BiConsumer<String, Map<String, Object>> send, BiConsumer<DeltaPlace, String> sendDelta) {
        this.items = items;
        this.send = send;
        this.sendDelta = sendDelta;
    }

    /** All items that are done. */
    List<OutputItem> done() {
        return List.copyOf(done);
    }

    void text(String text, List<TokenLogprob> more) {
        if (text.isEmpty() && (more == null || open != Kind.MESSAGE)) {
            return;
        }
        openMessage();
        written.append(text);
        if (more == null) {
            sendDelta.accept(deltas, text);
            return;
        }
        logprobs = logprobs == null ? new ArrayList<>() : logprobs;
        logprobs.addAll(more);
        Map<String, Object> fields = part();
        fields.put("delta", text);
        fields.put("logprobs", more);
        send.accept(TEXT + ".delta", fields);
    }

    void reasoning(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (open != Kind.REASONING) {
            close(Items.COMPLETED);
            open(Kind.REASONING, items.id("rs_", done.size()));
            added(items.reasoning(id, Items.IN_PROGRESS, null));
            sendPart(
                    items.summary() ? "response.reasoning_summary_part.added" : "response.content_part.added",
                    items.thought(""));
        }
        written.append(text);
        sendDelta.accept(deltas, text);
    }

    void call(String callId, String tool) {
        close(Items.COMPLETED);
        this.callId = callId;
        this.tool = tool;
        OutputItem call = items.call(done.size(), Items.IN_PROGRESS, callId, tool, "");
        open(Kind.CALL, call.id());
        added(call);
    }

    void arguments(String more) {
        written.append(more);
        // the text of a custom tool is within JSON, which is read when it is complete
        if (!more.isEmpty() && !isCustom()) {
            sendDelta.accept(deltas, more);
        }
    }

    /** The output has ended. An empty answer becomes an empty message: some clients retry after an answer without items. */
    void end(boolean cut) {
        if (open == Kind.NONE && done.isEmpty()) {
            openMessage();
        }
        close(cut ? Items.INCOMPLETE : Items.COMPLETED);
    }

    /** The stream fails: the open item stays open for the client, and is stored as far as it came. */
    void breakOff() {
        if (open != Kind.NONE) {
            done.add(whole(Items.INCOMPLETE));
            open = Kind.NONE;
        }
    }

    private void openMessage() {
        if (open != Kind.MESSAGE) {
            close(Items.COMPLETED);
            open(Kind.MESSAGE, items.id("msg_", done.size()));
            added(items.message(id, Items.IN_PROGRESS, null, null));
            sendPart("response.content_part.added", Items.text("", null));
        }
    }

    private void open(Kind kind, String itemId) {
        open = kind;
        id = itemId;
        written.setLength(0);
        logprobs = null;
        deltas = switch (kind) {
            case MESSAGE -> new DeltaPlace(TEXT + ".delta", part(), true);
            case REASONING -> new DeltaPlace((items.summary() ? SUMMARY : THOUGHT) + ".delta", part(), false);
            default -> new DeltaPlace(ARGUMENTS + ".delta", item(), false);
        };
    }

    private void close(String status) {
        String text = written.toString();
        switch (open) {
            case MESSAGE -> {
                Map<String, Object> fields = part();
                fields.put("text", text);
                fields.put("logprobs", logprobs == null ? List.of() : logprobs);
                send.accept(TEXT + ".done", fields);
                sendPart("response.content_part.done", Items.text(text, logprobs));
            }
            case REASONING -> {
                Map<String, Object> fields = part();
                fields.put("text", text);
                send.accept((items.summary() ? SUMMARY : THOUGHT) + ".done", fields);
                sendPart(
                        items.summary() ? "response.reasoning_summary_part.done" : "response.content_part.done",
                        items.thought(text));
            }
            case CALL -> closeCall(text);
            default -> {
                return;
            }
        }
        OutputItem item = whole(status);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output_index", done.size());
        fields.put("item", item);
        send.accept("response.output_item.done", fields);
        done.add(item);
        open = Kind.NONE;
    }

    private void closeCall(String arguments) {
        Map<String, Object> fields = item();
        if (isCustom()) {
            String input = Items.input(arguments);
            if (!input.isEmpty()) {
                Map<String, Object> delta = item();
                delta.put("delta", input);
                send.accept(INPUT + ".delta", delta);
            }
            fields.put("input", input);
            send.accept(INPUT + ".done", fields);
        } else {
            fields.put("name", items.tools().called(tool).name());
            fields.put("arguments", arguments);
            send.accept(ARGUMENTS + ".done", fields);
        }
    }

    private OutputItem whole(String status) {
        String text = written.toString();
        return switch (open) {
            case MESSAGE -> items.message(id, status, text, logprobs);
            case REASONING -> items.reasoning(id, status, text);
            default -> items.call(done.size(), status, callId, tool, text);
        };
    }

    private boolean isCustom() {
        return items.tools().called(tool).custom();
    }

    private void added(OutputItem item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output_index", done.size());
        fields.put("item", item);
        send.accept("response.output_item.added", fields);
    }

    private void sendPart(String type, OutputItem.Part part) {
        Map<String, Object> fields = part();
        fields.put("part", part);
        send.accept(type, fields);
    }

    private Map<String, Object> item() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("item_id", id);
        fields.put("output_index", done.size());
        return fields;
    }

    /** The only part of the open item. */
    private Map<String, Object> part() {
        Map<String, Object> fields = item();
        fields.put(open == Kind.REASONING && items.summary() ? "summary_index" : "content_index", 0);
        return fields;
    }
}
