package io.openaitriton.response.value;

/** Pieces of JSON text. */
public final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** Appends a character of a string, escaped where JSON wants it. */
    public static void append(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20) {
                    out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                } else {
                    out.append(c);
                }
            }
        }
    }

    /** A string with its quotes. */
    public static String quote(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            append(out, text.charAt(i));
        }
        return out.append('"').toString();
    }

    /** True for a number as JSON writes it. */
    public static boolean isNumber(String text) {
        return text.matches("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    }

    /** The JSON of a word outside of quotes: JSON's and Python's constants and numbers, with their digits as they are; any other word is a string. */
    public static String word(String text) {
        return switch (text) {
            case "True", "true" -> "true";
            case "False", "false" -> "false";
            case "None", "null" -> "null";
            default -> {
                if (isNumber(text)) {
                    yield text;
                }
                String number = pythonNumber(text);
                yield isNumber(number) ? number : quote(text);
            }
        };
    }

    /** {@code 1_000}, {@code +1}, {@code .5} and {@code 5.} are numbers in Python only; {@code 07} is a number that models write. */
    private static String pythonNumber(String text) {
        if (text.isEmpty() || text.length() > 400 || !text.matches("[+-]?[0-9._]*(?:[eE][+-]?[0-9]+)?")) {
            return text;
        }
        String sign = text.startsWith("-") ? "-" : "";
        String digits = text.replaceFirst("^[+-]", "").replaceAll("(?<=[0-9])_(?=[0-9])", "");
        digits = digits.startsWith(".") ? "0" + digits : digits.replaceFirst("^0+(?=[0-9])", "");
        return sign + digits.replaceFirst("\\.(?=$|[eE])", ".0");
    }
}
