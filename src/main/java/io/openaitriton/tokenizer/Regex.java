package io.openaitriton.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions of tokenizer files, which are Oniguruma's with Ruby's syntax, as Java's. */
final class Regex {
    /** Of two meanings: a hexadecimal digit or a space; a dot for line ends or anchors at lines; repeated or possessive. */
    private static final Pattern OTHER_MEANING = Pattern.compile("\\\\[hH]|\\(\\?[a-z]*m|\\{\\d*,?\\d*\\}\\+");

    private static final Pattern PROPERTY = Pattern.compile("\\\\([pP])\\{(\\w{3,})\\}");

    private Regex() {}

    /** @throws IllegalArgumentException naming the expression */
    static Pattern toJava(String regex) {
        if (OTHER_MEANING.matcher(regex.replace("\\\\", "")).find()) {
            throw new IllegalArgumentException("the regular expression " + regex + " is not supported");
        }
        try {
            return compile(regex);
        } catch (PatternSyntaxException e) {
            try {
                // scripts and binary properties: \p{Han}
                return compile(PROPERTY.matcher(regex).replaceAll("\\\\$1{Is$2}"));
            } catch (PatternSyntaxException again) {
                throw new IllegalArgumentException("the regular expression " + regex + " is not supported", e);
            }
        }
    }

    private static Pattern compile(String regex) {
        // \s, \w and \d are Unicode's there
        return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE);
    }

    /** Puts a text in the place of each match. */
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
