package io.openaitriton.triton.enforce;

/**
 * When a backend gets structural tags: grammars that keep a model in its own format. vLLM uses xgrammar for them, whose
 * documentation describes them:
 * https://xgrammar.mlc.ai/docs/structural_tag.
 */
public enum StructuralTags {
    /** If a JSON schema is not enough, because it would forbid reasoning, or force a call. */
    AUTO,
    /** Even if a JSON schema would be enough. */
    ALWAYS,
    /** Never. */
    NEVER
}
