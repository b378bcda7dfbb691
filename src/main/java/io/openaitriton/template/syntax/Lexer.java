package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.text.Whitespace;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a source into tokens and takes away the white space that {@code trim_blocks}, {@code lstrip_blocks} and the signs
 * in tags ask for, as jinja2/lexer.py does with regular expressions.
 */
final class Lexer {
    private final Source lines;
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    Lexer(String template) {
        this.lines = new Source(template);
        this.source = lines.text();
    }

    List<Token> tokens() {
        while (position < source.length()) {
            int tag = nextTag(position);
            if (tag < 0) {
                data(position, source.length());
                position = source.length();
            } else {
                tag(tag);
            }
        }
        add(Token.Kind.END, null, source.length());
        return tokens;
    }

    private int nextTag(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            char next = lines.charAt(i + 1);
            if (next == '%' || next == '{' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    private void tag(int tag) {
        dataBefore(tag);
        char kind = source.charAt(tag + 1);
        char sign = lines.charAt(tag + 2);
        int inside = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
        if (kind == '#') {
            comment(tag, inside);
        } else if (kind == '{') {
            add(Token.Kind.VARIABLE_BEGIN, null, tag);
            position = new TagLexer(lines, tokens, inside, true).read();
        } else {
            int raw = tagEnd("raw", inside);
            if (raw >= 0) {
                raw(tag, raw);
            } else {
                add(Token.Kind.BLOCK_BEGIN, null, tag);
                position = new TagLexer(lines, tokens, inside, false).read();
            }
        }
    }

    /** The text up to a tag, less what the tag's sign or {@code lstrip_blocks} takes from its end. */
    private void dataBefore(int tag) {
        int end = tag;
        char sign = lines.charAt(tag + 2);
        if (sign == '-') {
            while (end > position && Whitespace.is(source.charAt(end - 1))) {
                end--;
            }
        } else if (sign != '+' && source.charAt(tag + 1) != '{') {
            int line = tag;
            while (line > position && source.charAt(line - 1) != '\n' && Whitespace.is(source.charAt(line - 1))) {
                line--;
            }
            // text that follows another tag on its line is not indentation
            if (line == 0 || source.charAt(line - 1) == '\n') {
                end = line;
            }
        }
        data(position, end);
    }

    private void data(int from, int to) {
        if (to > from) {
            add(Token.Kind.DATA, source.substring(from, to), from);
        }
    }

    private void comment(int tag, int inside) {
        int end = source.indexOf("#}", inside);
        if (end < 0) {
            throw TemplateException.syntax("Missing end of comment tag", lines.at(tag));
        }
        char sign = end > inside ? source.charAt(end - 1) : ' ';
        position = lines.afterBlock(end + 2, sign);
    }

    private void raw(int tag, int inside) {
        // unlike after other blocks, a newline after {% raw %} stays
        position = lines.charAt(inside - 3) == '-' ? Whitespace.skip(source, inside) : inside;
        for (int end = source.indexOf("{%", position); end >= 0; end = source.indexOf("{%", end + 1)) {
            char sign = lines.charAt(end + 2);
            int after = tagEnd("endraw", end + 2 + (sign == '-' || sign == '+' ? 1 : 0));
            if (after >= 0) {
                dataBefore(end);
                position = lines.afterBlock(after, source.charAt(after - 3));
                return;
            }
        }
        throw TemplateException.syntax("Missing end of raw directive", lines.at(tag));
    }

    /** Where a tag ends that holds only this word, or -1 if what is here is something else. */
    private int tagEnd(String word, int inside) {
        int start = Whitespace.skip(source, inside);
        if (!source.startsWith(word, start)) {
            return -1;
        }
        int end = Whitespace.skip(source, start + word.length());
        char sign = lines.charAt(end);
        if (sign == '-' || (sign == '+' && word.equals("endraw"))) {
            end++;
        }
        return source.startsWith("%}", end) ? end + 2 : -1;
    }

    private void add(Token.Kind kind, Object value, int offset) {
        tokens.add(new Token(kind, value, lines.at(offset)));
    }
}
