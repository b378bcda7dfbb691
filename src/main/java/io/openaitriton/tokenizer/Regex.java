package io.openaitriton.tokenizer;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Translates regular expressions of tokenizer files, which are Oniguruma's with Ruby's syntax, to Java's. Constructs with another
 * meaning are rewritten, or refused.
 */
final class Regex {
    /** Anchors at lines for a dot that matches line ends; an interval that is repeated, or possessive; letters that fold to several. */
    private static final Pattern OTHER_MEANING =
            Pattern.compile("\\(\\?[a-z]*[mx]|\\{\\d*,?\\d*\\}\\+|\\[:|\\(\\?i[^)]*(?:ss|ff|fi|fl|st)");

    /** Letters that may follow a backslash, in addition to other characters: the other letters mean something else, or other characters. */
    private static final String ESCAPES = "sSdDrntfaeuxAz";

    /** Unicode's word characters; Java has joiners among them. */
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    /** What Oniguruma has among them besides, unless in brackets: Latin-1's superior digits and fractions. */
    private static final String WORD_ALONE = WORD + "\\u00b2\\u00b3\\u00b9\\u00bc-\\u00be";

    /** Two characters are Han since Unicode 14 only, which Java 17 does not know. */
    private static final String HAN = "\\p{IsHan}\\x{16fe2}\\x{16fe3}";

    /** Scripts that have got no characters since Unicode 13. */
    private static final Set<String> SCRIPTS = Set.of("Hangul", "Thai", "Greek");

    private final String regex;
    private final StringBuilder java = new StringBuilder();
    private int at;
    private int depth;

    private Regex(String regex) {
        this.regex = regex;
    }

    /** @throws IllegalArgumentException naming the expression */
    static Pattern toJava(String regex) {
        try {
            if (OTHER_MEANING.matcher(regex.replace("\\\\", "")).find()) {
                throw new PatternSyntaxException("of another meaning", regex, -1);
            }
            // \s and \d are Unicode's there, a dot matches all but \n, and anchors are those of lines
            return Pattern.compile(
                    new Regex(regex).translate(),
                    Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE | Pattern.UNIX_LINES | Pattern.MULTILINE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the regular expression " + regex + " is not supported", e);
        }
    }

    private String translate() {
        while (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '\\' && at + 1 < regex.length()) {
                at++;
                escape(regex.charAt(at));
            } else {
                depth += c == '[' ? 1 : c == ']' && depth > 0 ? -1 : 0;
                java.append(c);
            }
            at++;
        }
        return java.toString();
    }

    private void escape(char c) {
        switch (c) {
            case 'p', 'P' -> property(c == 'P');
            case 'w' -> set(depth > 0 ? WORD : WORD_ALONE, false);
            case 'W' -> set(WORD_ALONE, true);
            default -> {
                if (Character.isLetterOrDigit(c) && c != '0' && ESCAPES.indexOf(c) < 0) {
                    throw new PatternSyntaxException("of another meaning", regex, at);
                }
                java.append('\\').append(c);
            }
        }
    }

    private void property(boolean negated) {
        int end = regex.indexOf('}', at);
        if (at + 1 >= regex.length() || regex.charAt(at + 1) != '{' || end < 0) {
            throw new PatternSyntaxException("a property without a name", regex, at);
        }
        String name = regex.substring(at + 2, end);
        at = end;
        boolean not = name.startsWith("^");
        String property = not ? name.substring(1) : name;
        if (property.equals("Han")) {
            set(HAN, negated != not);
        } else if (property.length() <= 2 || SCRIPTS.contains(property)) {
            String is = property.length() <= 2 ? property : "Is" + property;
            java.append(negated != not ? "\\P{" : "\\p{").append(is).append('}');
        } else {
            throw new PatternSyntaxException("a property that changes with Unicode", regex, at);
        }
    }

    private void set(String characters, boolean negated) {
        if (depth > 0 && negated) {
            throw new PatternSyntaxException("a negated set within another", regex, at);
        }
        java.append(depth > 0 ? characters : (negated ? "[^" : "[") + characters + "]");
    }

    /** Replaces each match with a text. */
    static String replace(Pattern pattern, String text, String content) {
        Matcher matcher = pattern.matcher(NewerUnicode.older(text));
        if (!matcher.find()) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text.length());
        int end = 0;
        do {
            replaced.append(text, end, matcher.start()).append(content);
            end = matcher.end();
        } while (matcher.find());
        return replaced.append(text, end, text.length()).toString();
    }
}
