package io.openaitriton.template.error;

/** A template that cannot be parsed, or that failed with its variables. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, so that a caller can tell a broken template from a conversation that it refuses. */
    public enum Kind {
        /** The source is not a template. Only {@code ChatTemplate.parse} throws it. */
        SYNTAX,
        /** The template called {@code raise_exception}; {@link #detail()} holds its own words. */
        RAISED,
        /** Something undefined was used. */
        UNDEFINED,
        /** A value of the wrong type or range was used, as Python's TypeError and ValueError. */
        VALUE,
        /** Something that the sandbox forbids, such as changing a list. */
        SECURITY,
        /** A limit on size or nesting was exceeded. */
        LIMIT,
        /** It ran for too long. */
        TIME,
        /** It held too much memory. */
        MEMORY,
        /** Too many other long renderings are in progress. */
        BUSY
    }

    private final Kind kind;
    private final String detail;
    private int line;
    private int column;

    public TemplateException(Kind kind, String detail) {
        super(detail);
        this.kind = kind;
        this.detail = detail;
    }

    public static TemplateException syntax(String detail, Position at) {
        return new TemplateException(Kind.SYNTAX, detail).at(at);
    }

    public static TemplateException value(String detail) {
        return new TemplateException(Kind.VALUE, detail);
    }

    public static TemplateException limit(String detail) {
        return new TemplateException(Kind.LIMIT, detail);
    }

    /** Records the position, unless a more precise one is known. */
    public TemplateException at(Position position) {
        if (line == 0) {
            line = position.line();
            column = position.column();
        }
        return this;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong without the place; for {@link Kind#RAISED} exactly what the template said. */
    public String detail() {
        return detail;
    }

    /** Line in the template's source, from 1; 0 when unknown. */
    public int line() {
        return line;
    }

    /** Column in the template's source, from 1; 0 when unknown. */
    public int column() {
        return column;
    }

    /** The detail, with the position in front if it is known. */
    @Override
    public String getMessage() {
        return line == 0 ? detail : "line " + line + ", column " + column + ": " + detail;
    }
}
