package io.openaitriton.translate;

import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import java.util.List;

/**
 * Whether the events of a stream are a whole answer. A loaded Triton loses the last events of a stream, and its end as well, so that an end proves
 * nothing; a finish reason for each choice does.
 */
final class WholeAnswer {
    private final FinishReasons expected;
    private final List<ChoiceReader> choices;
    private boolean told;

    WholeAnswer(GenerateCall call, List<ChoiceReader> choices) {
        this.expected = call.dialect().finishReasons();
        this.choices = choices;
    }

    /** An event has come. */
    void saw(GenerateAnswer event) {
        told |= event.finishReasons();
    }

    /** True when the backend has said of every choice why it ended: it generates nothing more. */
    boolean isFinished() {
        if (expected == FinishReasons.NEVER) {
            return false;
        }
        for (ChoiceReader choice : choices) {
            if (!choice.finished()) {
                return false;
            }
        }
        return true;
    }

    /** True when every choice has ended, in one way or the other. */
    boolean isComplete() {
        for (ChoiceReader choice : choices) {
            boolean finished = expected != FinishReasons.NEVER && choice.finished();
            if (!finished && !choice.stopped()) {
                return false;
            }
        }
        return true;
    }

    /** @throws TritonException when Triton's stream has ended and the answer has not */
    void require() {
        boolean provable = expected == FinishReasons.ALWAYS || expected == FinishReasons.IF_KNOWN && told;
        if (provable && !isComplete()) {
            throw new TritonException(
                    TritonException.Kind.BAD_ANSWER, "the stream ended before the answer did, without a finish reason");
        }
    }
}
