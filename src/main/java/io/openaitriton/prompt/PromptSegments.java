package io.openaitriton.prompt;

import io.openaitriton.prompt.sanitize.TurnMarker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The pieces of prompts between known words, and the marks in them. */
final class PromptSegments {
    /** What a piece begins or ends at. */
    enum End {
        /** The beginning or the end of the prompt. */
        PROMPT,
        /** The content of a message. */
        CONTENT,
        /** Another word: a tool's, a call's. */
        OTHER
    }

    /** What is a control token wherever it stands: {@code <|im_start|>}, {@code <turn|>}, {@code [|user|]}, {@code <｜User｜>}. */
    private static final Pattern BARRED =
            Pattern.compile("[<\\[]/?[|｜][^\\s<>\\[\\]]{1,60}?[>\\]]|[<\\[][^\\s<>\\[\\]|｜]{1,60}[|｜][>\\]]");

    /** Neither a word's characters nor those of prose. */
    private static final String SIGN = "[<>\\[\\]|｜~^@$%&§«»⟨⟩【】〔〕]";

    /**
     * What is one next to a message: {@code <s>}, {@code <seed:bos>}, {@code <<SYS>>}, {@code [INST]}; and what begins and
     * ends with signs, as {@code ]~b]}.
     */
    private static final Pattern TOKEN = Pattern.compile(BARRED.pattern()
            + "|<<[^\\s<>\"']{1,40}>>|<[^\\s<>\"'=]{1,60}>|\\[[^\\s\\[\\]\"'{},]{1,40}]"
            + "|(?<!\\S)" + SIGN + "[^\\s\"'{}(),]{0,40}" + SIGN + "(?=\\w*:?(?:\\s|$))");

    /** A name or a number may stand between two tokens of a header, but no sentence. */
    private static final int LABEL = 40;

    /** A role's name, on a separate line. */
    private static final Pattern NAME = Pattern.compile("\\p{L}{2,20}");

    private final Set<TurnMarker> tokens = new LinkedHashSet<>();
    private final Set<TurnMarker> lines = new LinkedHashSet<>();
    private final Set<String> headers = new LinkedHashSet<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** @param tools the prompt has tools in it, about which templates write much */
    void add(String piece, End left, End right, boolean tools) {
        BARRED.matcher(piece).results().map(MatchResult::group).forEach(token -> tokens.add(TurnMarker.token(token)));
        if (left != End.CONTENT && right != End.CONTENT) {
            return;
        }
        List<MatchResult> found = tokens(piece);
        if (left == End.CONTENT && !(tools && right == End.OTHER)) {
            addRun(piece, found, right == End.OTHER ? 1 : found.size());
        }
        if (right == End.CONTENT) {
            addRunBack(piece, found, left);
        }
        // a text in quotation marks is written as JSON, which it cannot leave
        if (tools || left == End.OTHER || right == End.OTHER || piece.startsWith("\"")) {
            return;
        }
        String last = found.isEmpty()
                ? piece
                : piece.substring(found.get(found.size() - 1).end());
        if (left == End.CONTENT) {
            addLines(piece, found);
        }
        if (right == End.CONTENT) {
            addHeader(last);
        }
    }

    /** Tokens first; lines of text are marks where the template has some that need no token before them. */
    List<TurnMarker> marks() {
        Set<TurnMarker> marks = new LinkedHashSet<>();
        tokens.stream().filter(mark -> !mark.isOfThoughts()).forEach(marks::add);
        for (TurnMarker mark : List.copyOf(marks)) {
            // what closes results was seen, and what opens them perhaps not
            if (mark.text().matches("</\\w+>")) {
                marks.add(TurnMarker.token("<" + mark.text().substring(2)));
            }
        }
        lines.stream().filter(line -> !isOfTwo(line)).forEach(marks::add);
        if (!lines.isEmpty()) {
            Set<String> known = lines.stream().map(TurnMarker::text).collect(Collectors.toSet());
            boolean inLines = lines.stream().allMatch(line -> line.before() == TurnMarker.Before.LINE);
            headers.stream()
                    .filter(header -> !known.contains(header))
                    .forEach(header ->
                            marks.add(line(header, inLines ? TurnMarker.Before.LINE : TurnMarker.Before.SPACE, false)));
        }
        if (lines.stream().anyMatch(TurnMarker::alone)) {
            names.forEach(name -> marks.add(line(name, TurnMarker.Before.LINE, true)));
        }
        return List.copyOf(marks);
    }

    /** A message without text, as a call of tools may be, leaves its header and the next one in a line. */
    private boolean isOfTwo(TurnMarker line) {
        return lines.stream()
                .map(TurnMarker::text)
                .anyMatch(text ->
                        line.text().length() > text.length() && line.text().endsWith(text));
    }

    private static List<MatchResult> tokens(String piece) {
        List<MatchResult> found = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(piece);
        while (matcher.find()) {
            if (matcher.group().chars().distinct().count() > 1) {
                found.add(matcher.toMatchResult());
            }
        }
        return found;
    }

    private void addRun(String piece, List<MatchResult> found, int most) {
        int at = 0;
        for (MatchResult token : found.subList(0, Math.min(most, found.size()))) {
            if (!isLabel(piece.substring(at, token.start()))) {
                return;
            }
            tokens.add(TurnMarker.token(token.group()));
            at = token.end();
        }
    }

    private void addRunBack(String piece, List<MatchResult> found, End left) {
        int at = piece.length();
        for (int i = found.size() - 1; i >= 0; i--) {
            String token = found.get(i).group();
            // what is closed before a message is no message's: a part of the template's own text, or a call
            boolean closed = left != End.CONTENT && token.startsWith("</");
            if (closed || !isLabel(piece.substring(found.get(i).end(), at))) {
                return;
            }
            tokens.add(TurnMarker.token(token));
            at = found.get(i).start();
            if (left == End.OTHER) {
                return;
            }
        }
    }

    private static boolean isLabel(String text) {
        String label = text.strip();
        return label.length() <= LABEL && label.indexOf('\n') < 0;
    }

    /** Lines that follow a message's text without a token: the next message's header, or what ends this one. */
    private void addLines(String piece, List<MatchResult> found) {
        String text = found.isEmpty() ? piece : piece.substring(0, found.get(0).start());
        if (!found.isEmpty() && !isHeader(text.strip())) {
            return;
        }
        List<String> all = text.lines().filter(line -> !line.isBlank()).toList();
        if (all.isEmpty()) {
            return;
        }
        int begin = text.length() - text.stripLeading().length();
        String space = text.substring(0, begin);
        TurnMarker.Before before = space.isEmpty()
                ? TurnMarker.Before.ANYTHING
                : space.contains("\n") ? TurnMarker.Before.LINE : TurnMarker.Before.SPACE;
        addLine(all.get(0), before, all.size() > 1 || endsLine(text));
        if (all.size() > 1) {
            addLine(all.get(all.size() - 1), TurnMarker.Before.LINE, endsLine(text));
        }
    }

    private static boolean endsLine(String text) {
        return text.substring(text.stripTrailing().length()).contains("\n");
    }

    private void addLine(String line, TurnMarker.Before before, boolean ends) {
        String text = line.strip();
        boolean word = Character.isLetterOrDigit(text.charAt(text.length() - 1));
        boolean none = text.chars().noneMatch(Character::isLetterOrDigit);
        // a word alone is no mark unless it has a line to itself
        if (text.length() > 1 && (!none || ends) && (!word || ends)) {
            lines.add(line(text, before, word || none));
        }
    }

    /** The line before a message's text, which may follow a token, or nothing, where another message precedes it. */
    private void addHeader(String text) {
        String header =
                text.substring(text.stripTrailing().lastIndexOf('\n') + 1).strip();
        if (isHeader(header)) {
            headers.add(header);
        } else if (endsLine(text) && NAME.matcher(header).matches()) {
            names.add(header);
        }
    }

    private static boolean isHeader(String text) {
        return text.length() > 1
                && text.length() <= LABEL
                && text.indexOf('\n') < 0
                && (text.endsWith(":") || text.endsWith("：") || text.startsWith("#"));
    }

    private static TurnMarker line(String text, TurnMarker.Before before, boolean alone) {
        return new TurnMarker(text, true, before, alone);
    }
}
