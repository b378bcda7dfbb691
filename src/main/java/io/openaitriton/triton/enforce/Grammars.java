package io.openaitriton.triton.enforce;

/**
 * What a backend can be made to write.
 *
 * @param dialect its name, for errors
 * @param schemas whether it takes JSON schemas
 * @param tags when it gets structural tags
 * @param afterThinking whether it lets a model finish its reasoning before it applies a grammar
 * @param ignoreStrict whether {@code strict: true} of a tool is accepted although nothing enforces it
 */
public record Grammars(
        String dialect, boolean schemas, StructuralTags tags, boolean afterThinking, boolean ignoreStrict) {

    /** For a backend without grammars. */
    public static Grammars none(String dialect, boolean ignoreStrict) {
        return new Grammars(dialect, false, StructuralTags.NEVER, false, ignoreStrict);
    }

    /** For a backend that takes JSON schemas and no structural tags. */
    public static Grammars schemas(String dialect, boolean ignoreStrict) {
        return new Grammars(dialect, true, StructuralTags.NEVER, false, ignoreStrict);
    }
}
