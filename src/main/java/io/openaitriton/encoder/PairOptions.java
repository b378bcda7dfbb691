package io.openaitriton.encoder;

/**
 * What a definition says of how a cross-encoder takes its pairs, besides {@link LayoutOptions}.
 *
 * @param query name of the input of the first texts; empty to find it
 * @param document name of the input of the second texts; empty to find it
 * @param template makes one text of a pair for a model with one input of texts: {@code {query}} and {@code {document}} stand for the two; empty for none
 */
public record PairOptions(String query, String document, String template) {
    private static final String QUERY = "{query}";
    private static final String DOCUMENT = "{document}";

    /** As found. */
    public static final PairOptions DEFAULT = new PairOptions("", "", "");

    /** Whether the template has both texts, each once. */
    public boolean isWhole() {
        return isOnce(QUERY) && isOnce(DOCUMENT);
    }

    private boolean isOnce(String word) {
        int at = template.indexOf(word);
        return at >= 0 && template.indexOf(word, at + 1) < 0;
    }

    /** The one text of a pair. */
    String join(String query, String document) {
        int first = template.indexOf(QUERY);
        int second = template.indexOf(DOCUMENT);
        // not one replacement after the other: a text may have the other's place holder
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
