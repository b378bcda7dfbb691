package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.Usage;
import java.util.List;

/**
 * Makes the events of a stream from those of a generation. Each block ends before the next begins, because clients add deltas to the last block.
 *
 * @param <P> a piece
 */
abstract class BlockWriter<P> implements PieceWriter<P> {
    private enum Open {
        NOTHING,
        THINKING,
        TEXT,
        CALL
    }

    private final AnswerHead head;
    private final Thoughts thoughts;
    private Open open = Open.NOTHING;
    private int index = -1;
    private boolean calls;
    private String tool;
    private final StringBuilder input = new StringBuilder();
    private Long inputTokens;
    private String blank = "";
    private MessageEvent.Reason reason;

    BlockWriter(AnswerHead head, Thoughts thoughts) {
        this.head = head;
        this.thoughts = thoughts;
    }

    /** Writes an event. */
    abstract void event(MessageEvent event);

    /** Writes a delta of a block: most events are deltas. */
    abstract void delta(int block, Delta.Kind kind, String value);

    @Override
    public final void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            text(delta.text());
        } else if (event instanceof ReasoningDelta delta) {
            reasoning(delta.text());
        } else if (event instanceof CallDelta delta) {
            if (!delta.arguments().isEmpty()) {
                input.append(delta.arguments());
                delta(index, Delta.Kind.INPUT, delta.arguments());
            }
        } else if (event instanceof CallStarted call) {
            call(call);
        } else if (event instanceof Started started) {
            start(started);
        } else if (event instanceof ChoiceEnded ended) {
            close(ended.reason() == FinishReason.LENGTH || ended.stop() != null);
            reason = StopReason.of(ended.reason(), ended.contextFull(), calls, ended.stop());
        } else if (event instanceof Ended ended) {
            end(ended.usage());
        }
    }

    private void start(Started started) {
        inputTokens = started.inputTokens().get();
        MessageUsage usage = new MessageUsage(inputTokens == null ? 0 : inputTokens, 0);
        event(new MessageEvent.Start(new Message(head.id(), head.model(), List.of(), null, null, usage)));
    }

    private void end(Usage usage) {
        MessageUsage total =
                usage == null && inputTokens != null ? new MessageUsage(inputTokens, 0) : MessageUsage.of(usage);
        event(new MessageEvent.End(reason, total));
        event(new MessageEvent.Stop());
    }

    private void text(String text) {
        if (text.isEmpty() || calls) {
            // what follows a call is white space between calls
            return;
        }
        if (open == Open.TEXT) {
            delta(index, Delta.Kind.TEXT, text);
            return;
        }
        // white space before reasoning or calls is not a separate block
        blank += text;
        if (!blank.isBlank()) {
            open(Open.TEXT, new Block.Text(""));
            delta(index, Delta.Kind.TEXT, blank);
            blank = "";
        }
    }

    private void reasoning(String text) {
        if (thoughts == Thoughts.NONE || text.isEmpty()) {
            return;
        }
        if (open != Open.THINKING) {
            open(Open.THINKING, new Block.Thinking("", ""));
        }
        if (thoughts == Thoughts.SHOWN) {
            delta(index, Delta.Kind.THINKING, text);
        }
    }

    private void call(CallStarted call) {
        open(Open.CALL, new Block.ToolUse(call.id(), call.name(), JsonNodeFactory.instance.objectNode()));
        calls = true;
        tool = call.name();
        input.setLength(0);
    }

    private void open(Open what, Block block) {
        close(false);
        open = what;
        index++;
        event(new MessageEvent.BlockStart(index, block));
    }

    /** @param cut whether the open block may be incomplete: the client gets the call as far as it came, and the reason */
    private void close(boolean cut) {
        if (open == Open.NOTHING) {
            return;
        }
        if (open == Open.THINKING) {
            delta(index, Delta.Kind.SIGNATURE, Block.SIGNATURE);
        } else if (open == Open.CALL) {
            closeCall(cut);
        }
        event(new MessageEvent.BlockStop(index));
        open = Open.NOTHING;
    }

    private void closeCall(boolean cut) {
        if (!cut && ToolInput.of(input.toString()) == null) {
            // the client has the arguments already, and must not run the tool with them
            throw ToolInput.wrong(tool);
        }
        if (input.isEmpty()) {
            // some clients take the input from here only
            delta(index, Delta.Kind.INPUT, "{}");
        }
    }
}
