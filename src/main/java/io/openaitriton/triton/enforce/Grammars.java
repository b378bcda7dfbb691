package io.openaitriton.triton.enforce;

/**
 * What a backend can be made to write.
 *
 * @param dialect its name, for errors
 * @param schemas whether it takes JSON schemas
 * @param tags when it is sent structural tags
 * @param afterThinking whether it lets a model finish its thoughts before it applies a grammar
 * @param ignoreStrict whether {@code strict: true} of a tool passes where nothing can enforce it
 */
public record Grammars(
        String dialect, boolean schemas, StructuralTags tags, boolean afterThinking, boolean ignoreStrict) {

    /** Of a backend that takes no grammar. */
    public static Grammars none(String dialect, boolean ignoreStrict) {
        return new Grammars(dialect, false, StructuralTags.NEVER, false, ignoreStrict);
    }

    /** Of a backend that takes JSON schemas and no structural tags. */
    public static Grammars schemas(String dialect, boolean ignoreStrict) {
        return new Grammars(dialect, true, StructuralTags.NEVER, false, ignoreStrict);
    }
}
