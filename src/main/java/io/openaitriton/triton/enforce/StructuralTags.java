package io.openaitriton.triton.enforce;

/**
 * When a backend is sent structural tags, grammars that keep a model in its own format. vLLM takes them by xgrammar, whose documentation describes them:
 * https://xgrammar.mlc.ai/docs/structural_tag.
 */
public enum StructuralTags {
    /** Where a JSON schema does not do: it would forbid thoughts, or force a call. */
    AUTO,
    /** Also where a JSON schema would do. */
    ALWAYS,
    /** Not at all. */
    NEVER
}
