package io.openaitriton.simulator.tools;

import io.openaitriton.simulator.tools.Family.Think;

/** Whether and how a model reasons before it answers: decided by the end of the prompt, then by its family, then by the simulator's settings. */
final class Thoughts {
    private static final Think USUAL = new Think("<think>\n", "\n</think>\n\n", null, false);

    private Thoughts() {}

    /**
     * The thought with its marks, or an empty text.
     *
     * @param conversation null if no family's template made the prompt
     * @param wanted whether the model thinks by itself; null if only the prompt decides
     */
    static String text(String prompt, Conversation conversation, Boolean wanted, String thought) {
        Think think = conversation == null ? USUAL : conversation.think();
        if (think == null) {
            return "";
        }
        String end = prompt.stripTrailing();
        if (!think.always() && end.endsWith(think.start().strip())) {
            boolean newline = think.start().endsWith("\n") && !prompt.endsWith("\n");
            return (newline ? "\n" : "") + thought + think.end();
        }
        boolean off = Boolean.FALSE.equals(wanted)
                || !think.always() && end.endsWith(think.end().strip());
        boolean on = think.always()
                || Boolean.TRUE.equals(wanted)
                || think.when().stream().anyMatch(prompt::contains);
        return off || !on ? "" : think.start() + thought + think.end();
    }
}
