package io.openaitriton.prompt;

import io.openaitriton.prompt.sanitize.MarkerTrie;
import io.openaitriton.prompt.sanitize.TurnMarker;
import java.util.List;
import java.util.Map;

/**
 * What a template writes for an image among the parts of a message, such as {@code <|image|>} or {@code <|image_1|>}.
 *
 * @param text as it is written for one of the images
 * @param numbered the numbers in it differ from image to image
 */
record ImagePlace(String text, boolean numbered) {
    /** An image as transformers and vLLM pass it to templates. */
    static final Map<String, Object> IMAGE = Map.of("type", "image");

    /** What a second image adds to a prompt; for a template with one place only, what the first does; null for none. */
    static ImagePlace of(TemplateProbe probe) {
        Map<String, Object> word = TemplateProbe.part(ContentShapes.FIRST);
        String none = render(probe, List.of(word));
        String one = render(probe, List.of(IMAGE, word));
        String two = render(probe, List.of(IMAGE, IMAGE, word));
        if (none == null || one == null) {
            return null;
        }
        String first = inserted(none, one).strip();
        String second =
                two == null || two.equals(one) ? first : inserted(one, two).strip();
        boolean numbered = !first.equals(second) && withoutNumbers(first).equals(withoutNumbers(second));
        return second.isEmpty() ? null : new ImagePlace(second, numbered);
    }

    /** The text as a control token: only the template may write it. */
    TurnMarker mark() {
        return numbered ? TurnMarker.numberedToken(text) : TurnMarker.token(text);
    }

    /** Their number in a prompt. */
    int count(String prompt) {
        MarkerTrie marks = new MarkerTrie(List.of(mark()));
        char first = text.charAt(0);
        int count = 0;
        for (int at = prompt.indexOf(first); at >= 0; at = prompt.indexOf(first, at + 1)) {
            count += marks.at(prompt, at) == null ? 0 : 1;
        }
        return count;
    }

    private static String render(TemplateProbe probe, List<Map<String, Object>> content) {
        return probe.render(List.of(TemplateProbe.message("user", content)));
    }

    private static String withoutNumbers(String text) {
        return text.replaceAll("[0-9]+", "0");
    }

    /** What was put into a text at one place; empty when the difference is another. */
    private static String inserted(String text, String longer) {
        int from = 0;
        while (from < text.length() && from < longer.length() && text.charAt(from) == longer.charAt(from)) {
            from++;
        }
        int to = from + longer.length() - text.length();
        return to > from && longer.endsWith(text.substring(from)) ? whole(longer, from, to) : "";
    }

    /** What follows may begin as the place does, with {@code <|}; then it may as well have been put in further left. */
    private static String whole(String longer, int from, int to) {
        for (int left = 0; left <= from; left++) {
            String place = longer.substring(from - left, to - left);
            if (place.strip().matches("[<\\[].*[>\\]]")) {
                return place;
            }
            if (left == from || longer.charAt(from - left - 1) != longer.charAt(to - left - 1)) {
                break;
            }
        }
        return longer.substring(from, to);
    }
}
