package io.openaitriton.output;

/**
 * Removes the prompt from the beginning of an answer, if the backend echoes it. The rest of the text is unchanged.
 *
 * <p>First it looks for the exact prompt. A backend may have decoded the prompt slightly differently, for instance without its
 * begin-of-text token: then the text is cut after the header that opens the model's turn. Earlier turns have that header too, so
 * as many headers are skipped as the prompt has. If the header is unknown, that is empty, nothing is cut.
 */
final class EchoStage implements TextStage {
    private final String prompt;
    private final String marker;
    private StringBuilder held = new StringBuilder();

    /** For a stream: text is held back only while it may still be the prompt. */
    EchoStage(String prompt, String marker) {
        this.prompt = prompt;
        this.marker = marker;
    }

    /** The answer without the prompt. */
    static String cut(String text, String prompt, String marker) {
        if (text.startsWith(prompt)) {
            return text.substring(prompt.length());
        }
        if (marker.isEmpty()) {
            return text;
        }
        int from = 0;
        int left = count(prompt, marker);
        for (int at = text.indexOf(marker); at >= 0 && left > 0; at = text.indexOf(marker, from)) {
            from = at + marker.length();
            left--;
        }
        return text.substring(from);
    }

    @Override
    public String push(String text) {
        if (held == null) {
            return text;
        }
        boolean still = prompt.startsWith(text, held.length());
        held.append(text);
        return still && held.length() < prompt.length() ? "" : release();
    }

    @Override
    public String end() {
        return held == null ? "" : release();
    }

    private String release() {
        String text = held.toString();
        held = null;
        return cut(text, prompt, marker);
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
