package io.openaitriton.output;

import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.Dialect;
import java.util.List;

/**
 * Whether the events of a stream are a whole answer. A Triton under load loses the last events of a stream and ends it all the same, or loses
 * the end, so the end proves nothing. A finish reason for each choice does.
 */
final class Completeness {
    private final boolean given;
    private final List<ChoicePipeline> choices;
    private boolean told;

    Completeness(Dialect dialect, List<ChoicePipeline> choices) {
        this.given = dialect.givesFinishReasons();
        this.choices = choices;
    }

    /** An event has come. */
    void saw(GenerateAnswer event) {
        told |= event.finishReasons();
    }

    /** True when the backend has said of every choice why it ended: it generates nothing more. */
    boolean isFinished() {
        if (!given) {
            return false;
        }
        // loops, not streams, as this is for each event
        for (ChoicePipeline choice : choices) {
            if (!choice.finished()) {
                return false;
            }
        }
        return true;
    }

    /** True when every choice has ended, by the backend's word or by a stop string: no more events are wanted. */
    boolean isComplete() {
        for (ChoicePipeline choice : choices) {
            boolean finished = given && choice.finished();
            if (!finished && !choice.stopped()) {
                return false;
            }
        }
        return true;
    }

    /**
     * To be asked at the end of Triton's stream.
     *
     * @throws TritonException when the answer has not ended. A backend of a release that knows no finish reasons tells none, not even that a
     *     text goes on: then nothing can be proven
     */
    void require() {
        if (given && told && !isComplete()) {
            throw new TritonException(
                    TritonException.Kind.BAD_ANSWER,
                    "the stream ended without a finish reason, before the answer was complete");
        }
    }
}
