package io.openaitriton.api.responses;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.generation.ApiException;
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
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Makes the events of a streamed response. openai-node checks the order of events: an event of another type, a repeated index or
 * a part that was not added makes it end the stream.
 */
abstract class ResponseWriter<P> implements PieceWriter<P> {
    private final AnswerHead head;
    private final Echo echo;
    private final LongSupplier clock;
    private final UnaryOperator<Response> keeper;
    private final OpenItems items;
    private int sequence;
    private FinishReason reason;

    ResponseWriter(AnswerHead head, Echo echo, Items items, LongSupplier clock, UnaryOperator<Response> keeper) {
        this.head = head;
        this.echo = echo;
        this.clock = clock;
        this.keeper = keeper;
        this.items = new OpenItems(items, this::send, this::sendDelta);
    }

    /** Adds the next event. */
    protected abstract void add(ResponseEvent event);

    /** Adds the next event, which is more of an open item. */
    protected abstract void add(DeltaPlace place, int sequence, String text);

    @Override
    public final void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            items.text(delta.text(), delta.logprobs());
        } else if (event instanceof CallDelta delta) {
            items.arguments(delta.arguments());
        } else if (event instanceof ReasoningDelta delta) {
            items.reasoning(delta.text());
        } else if (event instanceof CallStarted call) {
            items.call(call.id(), call.name());
        } else if (event instanceof Started) {
            Response begun = response(Items.IN_PROGRESS, null, null, null);
            lifecycle("response.created", begun);
            lifecycle("response.in_progress", begun);
        } else if (event instanceof ChoiceEnded ended) {
            reason = ended.reason();
            items.end(reason == FinishReason.LENGTH);
        } else if (event instanceof Ended ended) {
            end(ended.usage());
        }
    }

    private void end(Usage usage) {
        boolean cut = reason == FinishReason.LENGTH;
        String status = cut ? Items.INCOMPLETE : Items.COMPLETED;
        Response ended = ResponsesSurface.ended(head, echo, reason, items.done(), usage, clock);
        lifecycle("response." + status, keeper.apply(ended));
    }

    @Override
    public final void fail(ApiException failure) {
        send("error", ResponseErrors.event(failure));
        items.breakOff();
        Response failed = response("failed", ResponseErrors.failure(failure), null, items.done());
        lifecycle("response.failed", keeper.apply(failed));
    }

    private Response response(String status, Response.Failure error, Usage usage, List<OutputItem> output) {
        return new Response(
                head.id(),
                head.created(),
                null,
                status,
                error,
                null,
                head.model(),
                output == null ? List.of() : output,
                ResponseUsage.of(usage),
                echo);
    }

    private void lifecycle(String type, Response response) {
        send(type, Map.of(ResponseEvent.RESPONSE, response));
    }

    private void sendDelta(DeltaPlace place, String text) {
        add(place, sequence++, text);
    }

    private void send(String type, Map<String, Object> fields) {
        add(new ResponseEvent(type, sequence++, fields));
    }
}
