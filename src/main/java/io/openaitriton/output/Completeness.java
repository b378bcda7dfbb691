package io.openaitriton.output;

import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.Dialect;
import java.util.List;

/**
 * Checks whether the events of a stream are a complete answer. Triton under load may lose the last events of a stream and still
 * end it, or lose the end, so the end proves nothing. A finish reason for each choice does.
 */
final class Completeness {
    private final boolean given;
    private final List<ChoicePipeline> choices;
    private boolean reported;

    Completeness(Dialect dialect, List<ChoicePipeline> choices) {
        this.given = dialect.givesFinishReasons();
        this.choices = choices;
    }

    /** An event has arrived. */
    void saw(GenerateAnswer event) {
        reported |= event.finishReasons();
    }

    /** True if every choice has the backend's finish reason, so that it generates nothing more. */
    boolean isFinished() {
        if (!given) {
            return false;
        }
        // loops, not streams, because this runs for each event
        for (ChoicePipeline choice : choices) {
            if (!choice.finished()) {
                return false;
            }
        }
        return true;
    }

    /** True if every choice has ended, by a finish reason or a stop string, so that no more events are needed. */
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
     * Called at the end of Triton's stream.
     *
     * @throws TritonException if the answer is incomplete. Backend releases without finish reasons send none, not even for a text
     * that goes on; then nothing can be proven
     */
    void require() {
        if (given && reported && !isComplete()) {
            throw new TritonException(
                    TritonException.Kind.BAD_ANSWER,
                    "the stream ended without a finish reason, before the answer was complete");
        }
    }
}
