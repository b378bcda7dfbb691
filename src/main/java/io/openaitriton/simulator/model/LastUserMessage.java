package io.openaitriton.simulator.model;

/** Finds the question of a prompt, to quote it in the answer. */
final class LastUserMessage {
    private static final String USER = "<|start_header_id|>user<|end_header_id|>";
    private static final String END_OF_TURN = "<|eot_id|>";

    /** In UTF-16 units. */
    private static final int MAX_LENGTH = 200;

    private LastUserMessage() {}

    /**
     * The last user message of a Llama 3 prompt, with two newlines after the header as Meta has it or with one, else
     * the end of the prompt; 200 characters at most.
     */
    static String of(String prompt) {
        int header = prompt.lastIndexOf(USER);
        if (header < 0) {
            return tail(prompt);
        }
        int start = header + USER.length();
        for (int newlines = 0; newlines < 2 && prompt.startsWith("\n", start); newlines++) {
            start++;
        }
        int end = prompt.indexOf(END_OF_TURN, start);
        return head(prompt.substring(start, end < 0 ? prompt.length() : end));
    }

    /** 200 characters at most. */
    static String head(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return text.substring(0, end) + "…";
    }

    private static String tail(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int start = text.length() - MAX_LENGTH;
        return "…" + text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
    }
}
