package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.openaitriton.generation.Constraint;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseParser;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.Writing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the output format of an answer that may have tool calls or reasoning. */
final class Enforcer {
    private final Generation generation;
    private final Grammars grammars;
    private final ToolUse use;
    private final ResponseFormat format;
    private final Writing.Thoughts thoughts;
    private final Refusals refusals;

    Enforcer(Generation generation, Grammars grammars) {
        this.generation = generation;
        this.grammars = grammars;
        this.use = generation.tools();
        this.format = generation.response();
        this.refusals = new Refusals(grammars.dialect());
        this.thoughts = thoughts(format);
    }

    /** How the model marks reasoning; for families with headers even if reasoning stays in the text. */
    private static Writing.Thoughts thoughts(ResponseFormat format) {
        if (format.reasoning() != null) {
            return Writing.thoughts(format.reasoning()).orElse(null);
        }
        return format.tools() == null
                ? null
                : Writing.thoughts(format.tools())
                        .filter(family -> !family.answerBegin().isEmpty())
                        .orElse(null);
    }

    AnswerForm form(Constraint asked) {
        if (use == null) {
            return asked == null ? own(null) : own(text(asked));
        }
        return use.choice() == Choice.AUTO ? allowed(asked) : called(asked);
    }

    /** An answer in an output format, without tools. */
    private Constraint text(Constraint asked) {
        if (!grammarMeetsThoughts()) {
            return asked;
        }
        if (grammars.tags() == StructuralTags.NEVER || thoughts == null) {
            throw refusals.whileThinking(asked.field());
        }
        return tag(thoughtful(AnswerTags.answer(asked, thoughts)), asked.field());
    }

    /** The model may call tools, or answer, maybe in an output format. */
    private AnswerForm allowed(Constraint asked) {
        CallTags tags = tags(use.tools());
        int strict = firstStrict();
        JsonNode free = strict < 0 || tags == null || asked != null ? null : tags.allowed();
        if (free != null) {
            return own(tag(free, "tools"));
        }
        if (strict >= 0 && !grammars.ignoreStrict() && (tags == null || asked == null)) {
            throw refusals.strict(strict, use.tools().get(strict).name());
        }
        if (asked == null) {
            return own(null);
        }
        if (format.tools() == null) {
            // text that looks like a call is plain text
            return own(text(asked));
        }
        if (tags == null || grammarMeetsThoughts() && thoughts == null) {
            throw refusals.besideTools(asked.field());
        }
        return own(tag(thoughtful(tags.or(AnswerTags.answer(asked, thoughts))), asked.field()));
    }

    /** The model must call a tool. */
    private AnswerForm called(Constraint asked) {
        if (asked != null) {
            throw refusals.besideCalls(asked.field());
        }
        if (!grammars.schemas()) {
            throw refusals.calls();
        }
        if (format.tools() == null) {
            throw refusals.unreadCalls();
        }
        List<Tool> tools = use.choice() == Choice.NAMED
                ? use.tools().stream()
                        .filter(tool -> tool.name().equals(use.named()))
                        .toList()
                : use.tools();
        // with headers, an engine that waits for the end of reasoning waits for the answer, where calls are not
        // possible
        boolean meetsThoughts = grammarMeetsThoughts() || hasHeaders();
        if (meetsThoughts || grammars.tags() == StructuralTags.ALWAYS) {
            CallTags tags = hasHeaders() && grammars.afterThinking() ? null : tags(tools);
            if (tags != null && (thoughts != null || !meetsThoughts)) {
                return own(tag(thoughtful(tags.required()), "tool_choice"));
            }
            if (meetsThoughts) {
                throw refusals.whileThinking("tool_choice");
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

    /** The model writes its own format, with or without a constraint. */
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

    /** The tags for calls of these tools; null if none can be sent, or the family's calls cannot be described. */
    private CallTags tags(List<Tool> tools) {
        if (grammars.tags() == StructuralTags.NEVER || format.tools() == null) {
            return null;
        }
        return Writing.calls(format.tools())
                .filter(writing -> CallTags.describe(writing, tools))
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

    /** With the reasoning that may or must come first, if the grammar applies to it. */
    private JsonNode thoughtful(JsonNode demanded) {
        if (thoughts == null || grammars.afterThinking()) {
            return demanded;
        }
        return isThinking()
                ? AnswerTags.afterThoughts(thoughts, demanded)
                : AnswerTags.withOrWithoutThoughts(thoughts, demanded);
    }

    /** True if a grammar from the first character would forbid the reasoning that the chat template has opened, or the model's first header. */
    private boolean grammarMeetsThoughts() {
        return !grammars.afterThinking() && (isThinking() || hasHeaders());
    }

    private boolean hasHeaders() {
        return thoughts != null && !thoughts.answerBegin().isEmpty();
    }

    private boolean isThinking() {
        return format.reasoning() != null
                && new ResponseParser(reading(Enforced.NOTHING, null), Ignored.INSTANCE).isThinking();
    }
}
