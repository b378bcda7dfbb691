package io.openaitriton.response;

import io.openaitriton.response.CallFormat.Content;
import io.openaitriton.response.CallFormat.Keys;
import io.openaitriton.response.CallFormat.Where;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.pattern.Program;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The marks of one way of reading, as automatons. Created once for each way, because there are few models. */
final class Marks {
    /** What a mark means. */
    enum Kind {
        CALL,
        REASONING_BEGINS,
        REASONING_ENDS,
        /** Around text, and left out. */
        CONTENT,
        /** Before text, and left out there. */
        CONTENT_BEGINS,
        /** Before an answer that follows thoughts, and left out there. */
        ANSWER_BEGINS,
        /** Behind such an answer. */
        ANSWER_ENDS,
        /** Behind a call, and left out there. */
        STRAY,
        END_OF_TURN
    }

    /** A mark: what it means, and how the call is written that it opens. */
    record Mark(Kind kind, CallFormat call) {}

    /**
     * Automatons of the parameters of a call.
     *
     * @param between finds the beginning of a parameter, then the end of the call, then the beginning of the next call
     * @param behind finds the end of a parameter, first by its closing mark
     * @param closed matches a closing mark that may be the last text of an answer
     * @param ended matches the end of a call likewise
     */
    record Parameters(Program between, Program behind, Program closed, Program ended) {}

    private record Key(ResponseFormat format, boolean calls, boolean enforced) {}

    private static final int MOST = 256;
    private static final Map<Key, Marks> MADE = new ConcurrentHashMap<>();
    /** What a JSON schema makes of calls. */
    private static final CallFormat ENFORCED = new CallFormat(
            List.of("(?<content>[\\[{])"),
            List.of(),
            List.of(),
            Content.JSON_CALLS,
            Where.START,
            true,
            new Keys(Set.of("name"), Set.of("parameters"), Set.of(), false, false, true, ""),
            null,
            null);

    private final Program text;
    private final List<Mark> textMarks;
    private final Program thoughts;
    private final List<Mark> thoughtMarks;
    /** Expressions of the tokens that end the turn. */
    private final List<String> ends;

    private final Map<CallFormat, Parameters> parameters = new ConcurrentHashMap<>();
    private final Map<CallFormat, Program> endings = new ConcurrentHashMap<>();

    private Marks(
            List<String> text,
            List<Mark> textMarks,
            List<String> thoughts,
            List<Mark> thoughtMarks,
            List<String> ends) {
        this.text = Program.of(text);
        this.textMarks = textMarks;
        this.thoughts = Program.of(thoughts);
        this.thoughtMarks = thoughtMarks;
        this.ends = ends;
    }

    static Marks of(ResponseReading reading) {
        boolean calls = !reading.tools().isEmpty();
        boolean enforced = calls && reading.enforced() != Enforced.NOTHING;
        if (MADE.size() > MOST) {
            // live edits read the templates of tokenizers again
            MADE.clear();
        }
        return MADE.computeIfAbsent(new Key(reading.format(), calls, enforced), Marks::make);
    }

    /** Finds marks in text for the user. */
    Program text() {
        return text;
    }

    Mark textMark(int index) {
        return textMarks.get(index);
    }

    /** Finds marks in thoughts. */
    Program thoughts() {
        return thoughts;
    }

    Mark thoughtMark(int index) {
        return thoughtMarks.get(index);
    }

    Parameters parameters(CallFormat call) {
        return parameters.computeIfAbsent(call, key -> {
            CallFormat.Tags tags = call.tags();
            List<String> between = new ArrayList<>(List.of(tags.open(), tags.end()));
            between.addAll(tags.next());
            between.addAll(ends);
            List<String> behind = new ArrayList<>();
            behind.add(
                    tags.follow() == null
                            ? tags.close()
                            : "(?:" + tags.close() + ")(?<rest>\\s*(?:" + String.join("|", followers(tags)) + "))");
            behind.addAll(tags.lost());
            return new Parameters(
                    Program.of(between),
                    Program.of(behind),
                    Program.of(List.of("(?:" + tags.close() + ")\\s*")),
                    Program.of(List.of("\\s*(?:" + tags.end() + ")\\s*")));
        });
    }

    private List<String> followers(CallFormat.Tags tags) {
        List<String> followers = new ArrayList<>(List.of(tags.follow(), tags.end()));
        followers.addAll(tags.next());
        followers.addAll(ends);
        return followers;
    }

    /** Finds marks that end calls whose text is incomplete. */
    Program ends(CallFormat call) {
        return endings.computeIfAbsent(call, key -> {
            List<String> all = new ArrayList<>(call.ends());
            all.removeIf(Marks::mayBeginInside);
            all.addAll(ends);
            return Program.of(all);
        });
    }

    /** True for an expression that may begin with a quote or a bracket, such as {@code [}\\]]+</tool_call>}: it would take the end of a string, or of the call itself. */
    private static boolean mayBeginInside(String end) {
        Program program = Program.of(List.of(end));
        return "}])\"'".chars().anyMatch(c -> program.mayBegin((char) c));
    }

    private static Marks make(Key key) {
        List<String> text = new ArrayList<>();
        List<Mark> textMarks = new ArrayList<>();
        List<String> thoughts = new ArrayList<>();
        List<Mark> thoughtMarks = new ArrayList<>();
        ResponseTemplate tools = key.calls ? key.format.tools() : null;
        if (key.enforced) {
            add(text, textMarks, ENFORCED.open(), new Mark(Kind.CALL, ENFORCED));
        } else if (tools != null) {
            for (CallFormat call : tools.calls()) {
                add(text, textMarks, call.open(), new Mark(Kind.CALL, call));
                if (tools.callsEndReasoning()) {
                    add(thoughts, thoughtMarks, call.open(), new Mark(Kind.CALL, call));
                }
            }
        }
        ResponseTemplate reasoning = key.format.reasoning();
        if (reasoning != null) {
            ReasoningFormat marks = reasoning.reasoning();
            add(text, textMarks, marks.open(), new Mark(Kind.REASONING_BEGINS, null));
            add(text, textMarks, marks.close(), new Mark(Kind.REASONING_ENDS, null));
            add(thoughts, thoughtMarks, marks.close(), new Mark(Kind.REASONING_ENDS, null));
            add(thoughts, thoughtMarks, marks.open(), new Mark(Kind.REASONING_BEGINS, null));
        }
        Set<String> ends = new LinkedHashSet<>();
        for (ResponseTemplate template : new ResponseTemplate[] {key.format.tools(), reasoning}) {
            if (template != null) {
                add(text, textMarks, template.contentMarks(), new Mark(Kind.CONTENT, null));
                add(text, textMarks, template.contentBeginnings(), new Mark(Kind.CONTENT_BEGINS, null));
                if (template.answer() != null) {
                    add(text, textMarks, List.of(template.answer().begin()), new Mark(Kind.ANSWER_BEGINS, null));
                    add(text, textMarks, List.of(template.answer().end()), new Mark(Kind.ANSWER_ENDS, null));
                }
                template.endOfTurn().forEach(end -> ends.add(Program.literal(end)));
            }
        }
        if (tools != null && !key.enforced) {
            tools.calls().forEach(call -> {
                add(text, textMarks, call.ends(), new Mark(Kind.STRAY, null));
                add(text, textMarks, call.strays(), new Mark(Kind.STRAY, null));
            });
        }
        add(text, textMarks, List.copyOf(ends), new Mark(Kind.END_OF_TURN, null));
        add(thoughts, thoughtMarks, List.copyOf(ends), new Mark(Kind.END_OF_TURN, null));
        return new Marks(text, textMarks, thoughts, thoughtMarks, List.copyOf(ends));
    }

    private static void add(List<String> expressions, List<Mark> marks, List<String> more, Mark mark) {
        for (String expression : more) {
            if (!expressions.contains(expression)) {
                expressions.add(expression);
                marks.add(mark);
            }
        }
    }
}
