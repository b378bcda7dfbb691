package io.openaitriton.api;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the chunks of one stream as server-sent events, with the bytes that Jackson gives for {@link
 * io.openaitriton.api.chat.ChatCompletionChunk} and {@link io.openaitriton.api.completions.Completion}. The chunks of a stream
 * differ in little more than their text, so everything else is rendered once.
 */
public final class ChunkWriter {
    private static final byte[] DATA = utf8("data: ");
    private static final byte[] END = utf8("\n\n");
    private static final byte[] INDEX = utf8("{\"index\":");
    private static final byte[] LOGPROBS = utf8(",\"logprobs\":");
    private static final byte[] FINISH_REASON = utf8(",\"finish_reason\":");
    private static final byte[] GOES_ON = utf8(",\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] CLOSE_CHOICE = utf8("}]}\n\n");
    private static final byte[] USAGE = utf8("],\"usage\":");
    private static final byte[] CLOSE_USAGE = utf8("}\n\n");
    private static final byte[] CALL = utf8(",\"delta\":{\"tool_calls\":[{\"index\":");
    private static final byte[] CALL_ID = utf8(",\"id\":\"");
    private static final byte[] CALL_NAME = utf8("\",\"type\":\"function\",\"function\":{\"name\":\"");
    private static final byte[] NO_ARGUMENTS = utf8("\",\"arguments\":\"\"}}]}");
    private static final byte[] ARGUMENTS = utf8(",\"function\":{\"arguments\":\"");
    private static final byte[] CLOSE_CALL = utf8("\"}}]}");

    private final Shape shape;
    private final byte[] head;

    private final EventBuffer events;

    /** @param events that get the chunks */
    ChunkWriter(AnswerHead head, Shape shape, EventBuffer events) {
        this.shape = shape;
        this.events = events;
        this.head = begin(head, shape);
    }

    /**
     * The parts in which kinds of chunks differ: {@code object}, and the fields of a choice between {@code index} and
     * {@code logprobs}.
     *
     * @param first of the chunk that opens a choice of text
     * @param firstOfAny of the chunk that opens a choice without text, perhaps
     * @param beforeText of a chunk with text, up to the text's first quote
     * @param beforeThought the same for reasoning, for each field that has it; empty if no field has it
     * @param afterText the rest of these, from the text's last quote
     * @param empty of a chunk with nothing new, and of that with the finish reason
     */
    public record Shape(
            String object,
            byte[] first,
            byte[] firstOfAny,
            byte[] beforeText,
            List<byte[]> beforeThought,
            byte[] afterText,
            byte[] empty) {
        /** Of {@code /v1/completions}. */
        public static final Shape TEXT = new Shape(
                "text_completion",
                utf8(",\"text\":\"\""),
                utf8(",\"text\":\"\""),
                utf8(",\"text\":\""),
                List.of(),
                utf8("\""),
                utf8(",\"text\":\"\""));

        private static final Map<ReasoningField, Shape> CHATS = new EnumMap<>(ReasoningField.class);

        static {
            for (ReasoningField field : ReasoningField.values()) {
                List<byte[]> thoughts = new ArrayList<>();
                for (String name : field.names()) {
                    thoughts.add(utf8((thoughts.isEmpty() ? ",\"delta\":{\"" : "\",\"") + name + "\":\""));
                }
                CHATS.put(field, chat(thoughts));
            }
        }

        /** Of {@code /v1/chat/completions}. */
        public static Shape chat(ReasoningField field) {
            return CHATS.get(field);
        }

        private static Shape chat(List<byte[]> thoughts) {
            return new Shape(
                    "chat.completion.chunk",
                    utf8(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"),
                    utf8(",\"delta\":{\"role\":\"assistant\",\"content\":null}"),
                    utf8(",\"delta\":{\"content\":\""),
                    thoughts,
                    utf8("\"}"),
                    utf8(",\"delta\":{}"));
        }
    }

    /** The chunk that opens a choice; {@code text} says whether only text follows. */
    void first(int index, boolean text) {
        open(index);
        events.put(text ? shape.first : shape.firstOfAny);
        events.put(GOES_ON);
        events.end();
    }

    /** A chunk of text, or without when it is null, with log probabilities in their JSON's shape, or null. */
    void text(int index, String text, Object logprobs) {
        open(index);
        if (text == null) {
            events.put(shape.empty);
        } else {
            events.put(shape.beforeText);
            events.putEscaped(text);
            events.put(shape.afterText);
        }
        goOn(logprobs);
    }

    /** A chunk of reasoning; nothing if the client does not get it. */
    void reasoning(int index, String text, Object logprobs) {
        if (shape.beforeThought.isEmpty()) {
            return;
        }
        open(index);
        for (byte[] before : shape.beforeThought) {
            events.put(before);
            events.putEscaped(text);
        }
        events.put(shape.afterText);
        goOn(logprobs);
    }

    /** The first chunk of a call. */
    void call(int index, CallStarted call, Object logprobs) {
        open(index);
        events.put(CALL);
        events.putNumber(call.call());
        events.put(CALL_ID);
        events.putEscaped(call.id());
        events.put(CALL_NAME);
        events.putEscaped(call.name());
        events.put(NO_ARGUMENTS);
        goOn(logprobs);
    }

    /** A chunk of the arguments of a call. */
    void arguments(int index, CallDelta delta, Object logprobs) {
        open(index);
        events.put(CALL);
        events.putNumber(delta.call());
        events.put(ARGUMENTS);
        events.putEscaped(delta.arguments());
        events.put(CLOSE_CALL);
        goOn(logprobs);
    }

    /** The chunk that ends a choice. */
    void last(int index, FinishReason reason) {
        open(index);
        events.put(shape.empty);
        close(null, FinishReasons.of(reason));
        events.end();
    }

    /** The chunk without choices. */
    void usage(Usage usage) {
        events.begin();
        events.put(head);
        events.put(USAGE);
        events.putJson(usage);
        events.put(CLOSE_USAGE);
        events.end();
    }

    /** Any event. */
    static void event(Object json, EventBuffer events) {
        events.begin();
        events.put(DATA);
        events.putJson(json);
        events.put(END);
        events.end();
    }

    private void open(int index) {
        events.begin();
        events.put(head);
        events.put(INDEX);
        events.putNumber(index);
    }

    /** Ends a chunk that is not the last of its choice. */
    private void goOn(Object logprobs) {
        if (logprobs == null) {
            events.put(GOES_ON);
        } else {
            close(logprobs, null);
        }
        events.end();
    }

    private void close(Object logprobs, String finishReason) {
        events.put(LOGPROBS);
        events.putJson(logprobs);
        events.put(FINISH_REASON);
        events.putJson(finishReason);
        events.put(CLOSE_CHOICE);
    }

    private static byte[] begin(AnswerHead head, Shape shape) {
        EventBuffer begun = new EventBuffer();
        begun.begin();
        begun.put(utf8("data: {\"id\":"));
        begun.putJson(head.id());
        begun.put(utf8(",\"object\":\"" + shape.object + "\",\"created\":" + head.created() + ",\"model\":"));
        begun.putJson(head.model());
        begun.put(utf8(",\"choices\":["));
        begun.end();
        return begun.take();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
