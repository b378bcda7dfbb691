package io.openaitriton.encoder;

/**
 * The options of a definition about a cross-encoder's pairs, in addition to {@link LayoutOptions}.
 *
 * @param query name of the input of the first texts; empty to find it
 * @param document name of the input of the second texts; empty to find it
 * @param template joins a pair for a model with one text input: {@code {query}} and {@code {document}} stand for the two texts; empty for none
 */
public record PairOptions(String query, String document, String template) {
    private static final String QUERY = "{query}";
    private static final String DOCUMENT = "{document}";

    /** Everything found from the configuration. */
    public static final PairOptions DEFAULT = new PairOptions("", "", "");

    /** Whether the template has both texts, each once. */
    public boolean isWhole() {
        return isOnce(QUERY) && isOnce(DOCUMENT);
    }

    private boolean isOnce(String word) {
        int at = template.indexOf(word);
        return at >= 0 && template.indexOf(word, at + 1) < 0;
    }

    /** A pair as one text. */
    String join(String query, String document) {
        int first = template.indexOf(QUERY);
        int second = template.indexOf(DOCUMENT);
        // not one replacement after the other: a text may contain the other's placeholder
        return first < second
                ? template.substring(0, first)
                        + query
                        + template.substring(first + QUERY.length(), second)
                        + document
                        + template.substring(second + DOCUMENT.length())
                : template.substring(0, second)
                        + document
                        + template.substring(second + DOCUMENT.length(), first)
                        + query
                        + template.substring(first + QUERY.length());
    }
}
