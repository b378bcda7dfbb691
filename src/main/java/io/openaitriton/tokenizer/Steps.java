package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.tokenizer.PreTokenizer.Step;
import io.openaitriton.tokenizer.Splitting.Behavior;
import io.openaitriton.tokenizer.Splitting.Sink;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Steps of a pre-tokenizer: by what patterns it splits. */
final class Steps {
    private Steps() {}

    static Step split(JsonNode node) {
        Behavior behavior = Behavior.of(node.path("behavior").asText("none"));
        boolean invert = node.path("invert").asBoolean();
        JsonNode regex = node.path("pattern").path("Regex");
        return regex.isTextual()
                ? regex(Regex.toJava(regex.textValue()), behavior, invert)
                : literal(node.path("pattern").path("String").asText(), behavior, invert);
    }

    /** By the matches of a regular expression. */
    static Step regex(Pattern pattern, Behavior behavior, boolean invert) {
        return (text, start, end, first, sink) -> {
            // also what a pattern looks at around a match is of the piece only
            String piece = start == 0 && end == text.length() ? text : text.substring(start, end);
            Splitting splitting = new Splitting(behavior, piece, sink);
            int done = 0;
            for (Matcher matcher = pattern.matcher(NewerUnicode.older(piece)); matcher.find(); done = matcher.end()) {
                if (matcher.start() > done && !splitting.next(done, matcher.start(), invert)
                        || !splitting.next(matcher.start(), matcher.end(), !invert)) {
                    return false;
                }
            }
            return (done == piece.length() || splitting.next(done, piece.length(), invert)) && splitting.end();
        };
    }

    /** By a text. */
    static Step literal(String wanted, Behavior behavior, boolean invert) {
        return (text, start, end, first, sink) -> {
            Splitting splitting = new Splitting(behavior, text, sink);
            int done = start;
            while (!wanted.isEmpty()) {
                int found = indexOf(text, wanted, done, end);
                if (found < 0) {
                    break;
                }
                if (found > done && !splitting.next(done, found, invert)
                        || !splitting.next(found, found + wanted.length(), !invert)) {
                    return false;
                }
                done = found + wanted.length();
            }
            return (done == end || splitting.next(done, end, invert)) && splitting.end();
        };
    }

    private static int indexOf(String text, String wanted, int start, int end) {
        for (int i = start; i <= end - wanted.length(); i++) {
            if (text.charAt(i) == wanted.charAt(0) && text.startsWith(wanted, i)) {
                return i;
            }
        }
        return -1;
    }

    /** By the characters of a kind, each by itself. */
    static Step characters(int kind, Behavior behavior) {
        return (text, start, end, first, sink) -> {
            Splitting splitting = new Splitting(behavior, text, sink);
            int done = start;
            for (int i = start; i < end; ) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                if (Characters.is(c, kind)) {
                    if (i > done && !splitting.next(done, i, false) || !splitting.next(i, next, true)) {
                        return false;
                    }
                    done = next;
                }
                i = next;
            }
            return (done == end || splitting.next(done, end, false)) && splitting.end();
        };
    }

    /** Words, and runs of what is neither word nor white space. */
    static boolean words(String text, int start, int end, boolean first, Sink sink) {
        int begin = start;
        int kind = Characters.WHITE;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            int now = Characters.is(c, Characters.WORD)
                    ? Characters.WORD
                    : Characters.is(c, Characters.WHITE) ? Characters.WHITE : 0;
            if (now != kind) {
                if (kind != Characters.WHITE && !sink.piece(text, begin, i)) {
                    return false;
                }
                begin = i;
                kind = now;
            }
            i += Character.charCount(c);
        }
        return kind == Characters.WHITE || begin == end || sink.piece(text, begin, end);
    }
}
