package io.openaitriton.prompt;

import java.util.List;
import java.util.Map;

/**
 * How a developer's message becomes one that the template writes: by its place in the conversation, since many templates
 * write instructions at its beginning only.
 *
 * @param first for the first message
 * @param next for one that follows nothing but other instructions
 * @param later for any other
 */
record DeveloperRole(As first, As next, As later) {
    /** What a template is given for a developer's message. */
    enum As {
        /** A message of the developer's, which the template knows. */
        DEVELOPER,
        /** A message of the system's. */
        SYSTEM,
        /** No message of its own: its text is joined to the first instructions, or to the user's where there can be none. */
        JOINED
    }

    private static final String WORD = Contents.FIRST;
    private static final String NOBODY = Contents.SECOND;

    static DeveloperRole of(Trial trial, String text, Map<String, Contents> contents) {
        Object word = contents.get("system").shape(WORD);
        Map<String, Object> user = Trial.message("user", contents.get("user").shape("Hello"));
        Map<String, Object> assistant =
                Trial.message("assistant", contents.get("assistant").shape("Hi"));
        Map<String, Object> system =
                Trial.message("system", contents.get("system").shape("Help"));
        boolean known = text.contains("developer") && isKnown(trial, word, user);
        Places places = new Places(trial, known, word);
        return new DeveloperRole(
                places.as(List.of(), List.of(user)),
                places.as(List.of(system), List.of(user)),
                places.as(List.of(user, assistant), List.of(user)));
    }

    /** A template that treats any role alike knows none of them: its model was not trained on such turns. */
    private static boolean isKnown(Trial trial, Object word, Map<String, Object> user) {
        String developer = trial.render(List.of(Trial.message("developer", word), user));
        String nobody = trial.render(List.of(Trial.message(NOBODY, word), user));
        return developer != null
                && developer.contains(WORD)
                && (nobody == null || !nobody.replace(NOBODY, "developer").equals(developer));
    }

    private record Places(Trial trial, boolean known, Object word) {
        As as(List<Map<String, Object>> before, List<Map<String, Object>> after) {
            if (known && writes("developer", before, after)) {
                return As.DEVELOPER;
            }
            return writes("system", before, after) ? As.SYSTEM : As.JOINED;
        }

        private boolean writes(String role, List<Map<String, Object>> before, List<Map<String, Object>> after) {
            List<Map<String, Object>> messages = new java.util.ArrayList<>(before);
            messages.add(Trial.message(role, word));
            messages.addAll(after);
            String prompt = trial.render(messages);
            if (prompt == null) {
                prompt = trial.render(messages, Map.of("tools", Trial.tools("f")));
            }
            return prompt != null && prompt.contains(WORD);
        }
    }
}
