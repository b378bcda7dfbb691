package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.FinishReason;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a request of this API.
 *
 * @param thoughts how much of the reasoning the client gets
 */
record MessagesSurface(Thoughts thoughts) implements Surface {
    @Override
    public String operation() {
        return "messages";
    }

    @Override
    public String idPrefix() {
        return "msg_";
    }

    @Override
    public Object whole(AnswerHead head, CollectedAnswer answer) {
        CollectedAnswer.Choice choice = answer.choices().get(0);
        List<Block> blocks = new ArrayList<>();
        if (thoughts != Thoughts.NONE
                && choice.reasoning() != null
                && !choice.reasoning().isEmpty()) {
            blocks.add(new Block.Thinking(thoughts == Thoughts.SHOWN ? choice.reasoning() : "", Block.SIGNATURE));
        }
        if (!choice.text().isBlank()) {
            blocks.add(new Block.Text(choice.text()));
        }
        boolean cut = choice.finishReason() == FinishReason.LENGTH || choice.stop() != null;
        boolean calls = false;
        for (CollectedAnswer.Call call : choice.calls()) {
            JsonNode input = ToolInput.of(call.arguments());
            if (input != null) {
                blocks.add(new Block.ToolUse(call.id(), call.name(), input));
                calls = true;
            } else if (!cut) {
                throw ToolInput.wrong(call.name());
            }
        }
        MessageEvent.Reason reason = StopReason.of(choice.finishReason(), choice.contextFull(), calls, choice.stop());
        return new Message(
                head.id(),
                head.model(),
                blocks,
                reason.stopReason(),
                reason.stopSequence(),
                MessageUsage.of(answer.usage()));
    }

    @Override
    public PieceWriter<byte[]> events(AnswerHead head) {
        return new MessageEventWriter(head, thoughts);
    }

    @Override
    public PieceWriter<List<Object>> records(AnswerHead head) {
        return new MessageRecords(head, thoughts);
    }
}
