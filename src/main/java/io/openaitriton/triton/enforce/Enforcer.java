package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Constraint;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseListener;
import io.openaitriton.response.ResponseParser;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.Writing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the form of an answer that may have calls or thoughts. */
final class Enforcer {
    private final Generation generation;
    private final Grammars grammars;
    private final ToolUse use;
    private final ResponseFormat format;
    private final Writing.Thoughts thoughts;

    Enforcer(Generation generation, Grammars grammars) {
        this.generation = generation;
        this.grammars = grammars;
        this.use = generation.tools();
        this.format = generation.response();
        this.thoughts = format.reasoning() == null
                ? null
                : Writing.thoughts(format.reasoning()).orElse(null);
    }

    AnswerForm form(Constraint asked) {
        if (use == null) {
            return asked == null ? own(null) : own(text(asked));
        }
        return use.choice() == Choice.AUTO ? allowed(asked) : called(asked);
    }

    /** An answer in a given form, by a model that has no tools. */
    private Constraint text(Constraint asked) {
        if (!grammarMeetsThoughts()) {
            return asked;
        }
        if (grammars.tags() == StructuralTags.NEVER || thoughts == null) {
            throw thinking(asked.field());
        }
        return tag(thoughtful(AnswerTags.answer(asked, thoughts)), asked.field());
    }

    /** The model may call, or answer, maybe in a given form. */
    private AnswerForm allowed(Constraint asked) {
        CallTags tags = tags(use.tools());
        int strict = firstStrict();
        if (asked != null) {
            if (tags == null || grammarMeetsThoughts() && thoughts == null) {
                throw ApiException.invalid(
                        asked.field(),
                        "'" + asked.field() + "' cannot be combined with 'tools' by this model's backend (dialect "
                                + grammars.dialect() + "): it would forbid the calls. Leave '" + asked.field()
                                + "' out, or send it with 'tool_choice': 'none'.");
            }
            return own(tag(thoughtful(tags.or(AnswerTags.answer(asked, thoughts))), asked.field()));
        }
        if (strict < 0) {
            return own(null);
        }
        JsonNode allowed = tags == null ? null : tags.allowed();
        if (allowed != null) {
            return own(tag(allowed, "tools"));
        }
        if (grammars.ignoreStrict()) {
            return own(null);
        }
        String field = "tools[" + strict + "].function.strict";
        throw ApiException.invalid(
                field,
                "'" + field + "' cannot be enforced by this model's backend (dialect " + grammars.dialect()
                        + ") while the model may choose to call: leave 'strict' out, or send 'tool_choice': 'required'.");
    }

    /** The model must call. */
    private AnswerForm called(Constraint asked) {
        if (asked != null) {
            throw ApiException.invalid(
                    asked.field(),
                    "'" + asked.field() + "' cannot be combined with this 'tool_choice': the answer is a call then."
                            + " Leave one of them out.");
        }
        if (!grammars.schemas() || format.tools() == null) {
            throw ApiException.invalid(
                    "tool_choice",
                    "'tool_choice' with this value is not supported by this model's backend (dialect "
                            + grammars.dialect() + "): nothing makes the model call. Send 'auto' or 'none'.");
        }
        List<Tool> tools = use.choice() == Choice.NAMED
                ? use.tools().stream()
                        .filter(tool -> tool.name().equals(use.named()))
                        .toList()
                : use.tools();
        boolean meetsThoughts = grammarMeetsThoughts();
        if (meetsThoughts || grammars.tags() == StructuralTags.ALWAYS) {
            CallTags tags = tags(tools);
            if (tags != null && (thoughts != null || !meetsThoughts)) {
                return own(tag(thoughtful(tags.required()), "tool_choice"));
            }
            if (meetsThoughts) {
                throw thinking("tool_choice");
            }
        }
        return use.choice() == Choice.NAMED ? arguments(tools.get(0)) : calls(tools);
    }

    private AnswerForm calls(List<Tool> tools) {
        return new AnswerForm(
                new Constraint("json", CallSchema.of(tools, use.parallel()), "tool_choice"),
                reading(Enforced.CALLS, null));
    }

    private AnswerForm arguments(Tool tool) {
        return new AnswerForm(
                new Constraint("json", CallSchema.parameters(tool), "tool_choice"),
                reading(Enforced.ARGUMENTS, tool.name()));
    }

    /** The model writes its own format, within a constraint or none. */
    private AnswerForm own(Constraint constraint) {
        return new AnswerForm(constraint, reading(Enforced.NOTHING, null));
    }

    private ResponseReading reading(Enforced enforced, String tool) {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        if (use != null && format.tools() != null) {
            use.tools().forEach(one -> schemas.put(one.name(), one.parameters()));
        }
        return new ResponseReading(
                format, generation.prompt().text(), schemas, enforced, tool, use == null || use.parallel());
    }

    /** The tags for calls of these tools; null where none can be sent, or the family's calls cannot be described. */
    private CallTags tags(List<Tool> tools) {
        if (grammars.tags() == StructuralTags.NEVER || format.tools() == null) {
            return null;
        }
        return Writing.calls(format.tools())
                .filter(CallTags::describe)
                .map(writing -> new CallTags(writing, tools, use.parallel()))
                .orElse(null);
    }

    private int firstStrict() {
        for (int i = 0; i < use.tools().size(); i++) {
            if (use.tools().get(i).strict()) {
                return i;
            }
        }
        return -1;
    }

    private static Constraint tag(JsonNode format, String field) {
        return new Constraint("structural_tag", new TextNode(Tags.text(format)), field);
    }

    /** With the thoughts that may or must come first, where the grammar applies to them. */
    private JsonNode thoughtful(JsonNode demanded) {
        if (thoughts == null || grammars.afterThinking()) {
            return demanded;
        }
        return isThinking()
                ? AnswerTags.afterThoughts(thoughts, demanded)
                : AnswerTags.withOrWithoutThoughts(thoughts, demanded);
    }

    /** True when a grammar from the first character would forbid what the chat template has opened, or the header that the model begins with. */
    private boolean grammarMeetsThoughts() {
        return !grammars.afterThinking() && (isThinking() || hasHeaders());
    }

    private boolean hasHeaders() {
        return thoughts != null && !thoughts.answerBegin().isEmpty();
    }

    private boolean isThinking() {
        return format.reasoning() != null
                && new ResponseParser(reading(Enforced.NOTHING, null), Ignoring.INSTANCE).isThinking();
    }

    private ApiException thinking(String field) {
        return ApiException.invalid(
                field,
                "'" + field
                        + "' cannot be enforced while the model thinks: the chat template opens the model's thoughts,"
                        + " which this model's backend (dialect " + grammars.dialect()
                        + ") would forbid. Turn thinking off, by 'reasoning_effort': 'none' or by the template's variable in"
                        + " 'chat_template_kwargs', such as 'enable_thinking': false.");
    }

    private enum Ignoring implements ResponseListener {
        INSTANCE;

        @Override
        public void text(String text) {
            // only the beginning is asked for
        }

        @Override
        public void reasoning(String text) {
            // likewise
        }

        @Override
        public void call(String name, String id) {
            // likewise
        }

        @Override
        public void arguments(String json) {
            // likewise
        }
    }
}
