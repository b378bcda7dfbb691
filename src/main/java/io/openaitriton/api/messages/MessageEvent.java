package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** The data of an event of a stream. Source: Anthropic's documentation, "Streaming Messages". */
public sealed interface MessageEvent {
    /** Name of the event, which its data has as well. */
    @JsonProperty
    String type();

    /** The first: a message without content. */
    @JsonPropertyOrder({"type", "message"})
    record Start(Message message) implements MessageEvent {
        @Override
        public String type() {
            return "message_start";
        }
    }

    /** A block begins: the one before it has ended. */
    @JsonPropertyOrder({"type", "index", "content_block"})
    record BlockStart(
            int index, @JsonProperty("content_block") Block block) implements MessageEvent {
        @Override
        public String type() {
            return "content_block_start";
        }
    }

    /** More of a block. */
    @JsonPropertyOrder({"type", "index", "delta"})
    record BlockDelta(int index, Delta delta) implements MessageEvent {
        @Override
        public String type() {
            return "content_block_delta";
        }
    }

    /** A block ends. */
    @JsonPropertyOrder({"type", "index"})
    record BlockStop(int index) implements MessageEvent {
        @Override
        public String type() {
            return "content_block_stop";
        }
    }

    /** Why the message ends, and its tokens. */
    @JsonPropertyOrder({"type", "delta", "usage"})
    record End(Reason delta, MessageUsage usage) implements MessageEvent {
        @Override
        public String type() {
            return "message_delta";
        }
    }

    /** The last. */
    record Stop() implements MessageEvent {
        @Override
        public String type() {
            return "message_stop";
        }
    }

    /** Why a message ends. */
    record Reason(
            @JsonProperty("stop_reason") String stopReason,
            @JsonProperty("stop_sequence") String stopSequence) {}
}
