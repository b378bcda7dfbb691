package io.openaitriton.response;

import java.util.List;

/**
 * The format of a family of models, from a JSON file in the shape of Hugging Face's {@code response_template}: {@code fields}
 * with the marks before and behind them. Immutable.
 * {@code docs/tools.md} describes such files.
 */
public final class ResponseTemplate {
    private final String name;
    private final List<CallFormat> calls;
    private final ReasoningFormat reasoning;
    private final List<String> contentMarks;
    private final List<String> contentBeginnings;
    private final Answer answer;
    private final List<String> endOfTurn;
    private final Writing writing;
    private final boolean framed;
    private final boolean shortIds;
    private final String idBeforeNumber;
    private final boolean callsEndReasoning;

    ResponseTemplate(
            String name,
            List<CallFormat> calls,
            ReasoningFormat reasoning,
            List<String> contentMarks,
            List<String> contentBeginnings,
            Answer answer,
            List<String> endOfTurn,
            Writing writing,
            boolean framed,
            boolean shortIds,
            String idBeforeNumber,
            boolean callsEndReasoning) {
        this.name = name;
        this.calls = List.copyOf(calls);
        this.reasoning = reasoning;
        this.contentMarks = List.copyOf(contentMarks);
        this.contentBeginnings = List.copyOf(contentBeginnings);
        this.answer = answer;
        this.endOfTurn = List.copyOf(endOfTurn);
        this.writing = writing;
        this.framed = framed;
        this.shortIds = shortIds;
        this.idBeforeNumber = idBeforeNumber;
        this.callsEndReasoning = callsEndReasoning;
    }

    /** Name of the family, as a model's definition has it. */
    public String name() {
        return name;
    }

    /** Tokens that a backend may leave at the end of the text. */
    public List<String> endOfTurn() {
        return endOfTurn;
    }

    /** True when the ids of calls must have nine letters or digits, as Mistral's templates demand. */
    public boolean shortIds() {
        return shortIds;
    }

    /**
     * The text before the number in the id of a call, with {@code {name}} for the tool's name, where the chat template reads the
     * name from the id; else null.
     */
    public String idBeforeNumber() {
        return idBeforeNumber;
    }

    /** How calls or thoughts are written. */
    Writing writing() {
        return writing;
    }

    /** True when it says how tools are called. */
    public boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** True when it says how thoughts are marked. */
    public boolean hasReasoning() {
        return reasoning != null;
    }

    List<CallFormat> calls() {
        return calls;
    }

    ReasoningFormat reasoning() {
        return reasoning;
    }

    /** Expressions of marks around text, which are left out. */
    List<String> contentMarks() {
        return contentMarks;
    }

    /** Expressions of marks that are left out at the beginning of a text. */
    List<String> contentBeginnings() {
        return contentBeginnings;
    }

    /** Marks around an answer that follows thoughts, or null. */
    Answer answer() {
        return answer;
    }

    /**
     * Marks around an answer that follows thoughts. Without thoughts they are text.
     *
     * @param begin expression of the mark before it
     * @param end expression of the mark behind it
     */
    record Answer(String begin, String end) {}

    /** True when there are marks around text that is neither a call nor a thought, so that each answer must be read. */
    public boolean marksText() {
        return !contentMarks.isEmpty() || !contentBeginnings.isEmpty();
    }

    /** True when there is a template and each part of an answer stands between marks, so that an unfinished mark at its end is no text. */
    static boolean isFramed(ResponseTemplate template) {
        return template != null && template.framed;
    }

    /** True when a call ends thoughts that are still open. */
    boolean callsEndReasoning() {
        return callsEndReasoning;
    }
}
