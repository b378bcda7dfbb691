package io.openaitriton.prompt;

import java.util.List;
import java.util.Map;

/**
 * How a developer message is turned into a message that the template writes. This depends on its position, because many templates
 * write instructions only at the beginning.
 *
 * @param first for the first message
 * @param next for a message that follows only other instructions
 * @param later for any other
 * @param laterSystem for a later system message, in addition to a first one that must not get lost
 */
record DeveloperRole(As first, As next, As later, As laterSystem) {
    /** The replacement of a developer message. */
    enum As {
        /** A developer message, which the template knows. */
        DEVELOPER,
        /** A system message. */
        SYSTEM,
        /** No separate message: its text is joined to the first instructions, or to the user's text if there can be none. */
        JOINED
    }

    private static final String WORD = ContentShapes.FIRST;
    private static final String NOBODY = ContentShapes.SECOND;

    static DeveloperRole of(TemplateProbe probe, String text, Map<String, ContentShapes> contents) {
        Object word = contents.get("system").shape(WORD);
        Map<String, Object> user =
                TemplateProbe.message("user", contents.get("user").shape("Hello"));
        Map<String, Object> assistant =
                TemplateProbe.message("assistant", contents.get("assistant").shape("Hi"));
        Map<String, Object> system =
                TemplateProbe.message("system", contents.get("system").shape("Help"));
        boolean known = text.contains("developer") && isKnown(probe, word, user);
        Places places = new Places(probe, known, word);
        return new DeveloperRole(
                places.as(List.of(), List.of(user)),
                places.as(List.of(system), List.of(user)),
                places.as(List.of(user, assistant), List.of(user)),
                keepsBoth(probe, contents, user, assistant) ? As.SYSTEM : As.JOINED);
    }

    /** Some templates write only the last instructions. */
    private static boolean keepsBoth(
            TemplateProbe probe,
            Map<String, ContentShapes> contents,
            Map<String, Object> user,
            Map<String, Object> assistant) {
        ContentShapes system = contents.get("system");
        String prompt = probe.render(List.of(
                TemplateProbe.message("system", system.shape(NOBODY)),
                user,
                assistant,
                TemplateProbe.message("system", system.shape(WORD)),
                user));
        return prompt != null && prompt.contains(NOBODY) && prompt.contains(WORD);
    }

    /** A template that treats every role alike does not know this role: its model was not trained on such turns. */
    private static boolean isKnown(TemplateProbe probe, Object word, Map<String, Object> user) {
        String developer = probe.render(List.of(TemplateProbe.message("developer", word), user));
        String nobody = probe.render(List.of(TemplateProbe.message(NOBODY, word), user));
        return developer != null
                && developer.contains(WORD)
                && (nobody == null || !nobody.replace(NOBODY, "developer").equals(developer));
    }

    private record Places(TemplateProbe probe, boolean known, Object word) {
        As as(List<Map<String, Object>> before, List<Map<String, Object>> after) {
            if (known && writes("developer", before, after)) {
                return As.DEVELOPER;
            }
            return writes("system", before, after) ? As.SYSTEM : As.JOINED;
        }

        private boolean writes(String role, List<Map<String, Object>> before, List<Map<String, Object>> after) {
            List<Map<String, Object>> messages = new java.util.ArrayList<>(before);
            messages.add(TemplateProbe.message(role, word));
            messages.addAll(after);
            String prompt = probe.render(messages);
            if (prompt == null) {
                prompt = probe.render(messages, Map.of("tools", TemplateProbe.tools("f")));
            }
            return prompt != null && prompt.contains(WORD);
        }
    }
}
