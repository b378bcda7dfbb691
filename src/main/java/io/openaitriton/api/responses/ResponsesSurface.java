package io.openaitriton.api.responses;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The answer to a request of this API.
 *
 * @param echo what it repeats of its request
 * @param summary whether thoughts are sent as a summary
 * @param clock unix seconds
 * @param keeper stores ended responses, and returns them as the client gets them
 */
record ResponsesSurface(Echo echo, ToolTable tools, boolean summary, LongSupplier clock, UnaryOperator<Response> keeper)
        implements Surface {

    /** For a response that is not stored. */
    ResponsesSurface(Echo echo, ToolTable tools, boolean summary, LongSupplier clock) {
        this(echo, tools, summary, clock, UnaryOperator.identity());
    }

    @Override
    public String operation() {
        return "responses";
    }

    @Override
    public String idPrefix() {
        return ResponseId.PREFIX;
    }

    @Override
    public String newId() {
        return ResponseId.random();
    }

    @Override
    public Response whole(AnswerHead head, CollectedAnswer answer) {
        CollectedAnswer.Choice choice = answer.choices().get(0);
        boolean cut = choice.finishReason() == FinishReason.LENGTH;
        String status = cut ? Items.INCOMPLETE : Items.COMPLETED;
        Items items = items(head);
        List<OutputItem> output = new ArrayList<>();
        if (choice.reasoning() != null && !choice.reasoning().isEmpty()) {
            boolean last = choice.text().isEmpty() && choice.calls().isEmpty();
            output.add(items.reasoning(items.id("rs_", 0), last ? status : Items.COMPLETED, choice.reasoning()));
        }
        if (!choice.text().isEmpty() || output.isEmpty() && choice.calls().isEmpty()) {
            String ended = choice.calls().isEmpty() ? status : Items.COMPLETED;
            output.add(items.message(items.id("msg_", output.size()), ended, choice.text(), choice.spokenLogprobs()));
        }
        int calls = choice.calls().size();
        for (int i = 0; i < calls; i++) {
            CollectedAnswer.Call call = choice.calls().get(i);
            output.add(items.call(
                    output.size(),
                    i == calls - 1 ? status : Items.COMPLETED,
                    call.id(),
                    call.name(),
                    call.arguments()));
        }
        return keeper.apply(ended(head, echo, choice.finishReason(), output, answer.usage(), clock));
    }

    /** A response that has ended by itself. */
    static Response ended(
            AnswerHead head, Echo echo, FinishReason reason, List<OutputItem> output, Usage usage, LongSupplier clock) {
        boolean cut = reason == FinishReason.LENGTH;
        return new Response(
                head.id(),
                head.created(),
                cut ? null : (Long) clock.getAsLong(),
                cut ? Items.INCOMPLETE : Items.COMPLETED,
                null,
                cut ? new Response.IncompleteDetails("max_output_tokens") : null,
                head.model(),
                output,
                ResponseUsage.of(usage),
                echo);
    }

    @Override
    public PieceWriter<byte[]> events(AnswerHead head) {
        return new ResponseEvents(head, echo, items(head), clock, keeper);
    }

    @Override
    public PieceWriter<List<Object>> records(AnswerHead head) {
        return new ResponseRecords(head, echo, items(head), clock, keeper);
    }

    private Items items(AnswerHead head) {
        return new Items(head.id(), tools, summary);
    }
}
