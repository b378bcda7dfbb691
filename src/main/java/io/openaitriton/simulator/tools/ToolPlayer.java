package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model that reasons and calls tools: it knows only its prompt, and answers in the format of its family. */
public final class ToolPlayer {
    private static final String ASKED = "asked";
    private static final String TOLD = "told";
    private static final Pattern FOLDER =
            Pattern.compile("(?i)(?:director(?:y|ies)|\\bcwd\\b|folder)[^/\n]{0,40}(/[\\w.@~+-]+(?:/[\\w.@~+-]+)*)");

    private final String prompt;
    private final Conversation conversation;
    private final CallMarkers markers;
    private final BinaryOperator<String> say;
    private final int choice;

    /**
     * @param model name of the model
     * @param say makes the model's own text of "asked" or "told" and what, null for what the model finds itself
     * @param choice which of several answers to the prompt, counted from 0
     */
    public ToolPlayer(String prompt, String model, BinaryOperator<String> say, int choice) {
        this.prompt = prompt;
        this.conversation = Conversation.of(prompt, model);
        this.markers = CallMarkers.in(conversation == null ? prompt : conversation.user());
        this.say = say;
        this.choice = choice;
    }

    /** Reads the data of families, so that the first request need not wait for it. */
    public static void prepare() {
        if (Family.ALL.turns().isEmpty()) {
            throw new IllegalStateException("families.json has no turns");
        }
    }

    /**
     * What the model says.
     *
     * @param thinks whether it thinks where the prompt leaves that open
     * @param keepsSpecial whether special tokens come in the text
     */
    public Speech speech(boolean thinks, boolean keepsSpecial) {
        Boolean wanted = markers.thinks() != null ? markers.thinks() : thinks ? Boolean.TRUE : null;
        List<OfferedTool> tools = called();
        if (tools.isEmpty()) {
            return finished(thoughts(wanted, "The answer is known.") + answer(), false, false, keepsSpecial);
        }
        List<CallText.Call> calls = calls(tools);
        CallText text = CallText.of(conversation, calls, markers.kind(), choice);
        String plan = "A call of " + calls.get(0).name() + " gives the answer.";
        if (markers.isOf(CallMarkers.Kind.THOUGHT)) {
            String draft = thoughts(true, plan + "\n" + text.whole());
            return finished(draft + answer(), false, false, keepsSpecial);
        }
        boolean cut = markers.isOf(CallMarkers.Kind.CUT);
        String remark = markers.isOf(CallMarkers.Kind.TEXT)
                ? remark("I call " + calls.get(0).name() + ".")
                : "";
        return finished(thoughts(wanted, plan) + remark + (cut ? text.cut() : text.whole()), cut, true, keepsSpecial);
    }

    /** What it says under a structural tag. */
    public Speech tagged(JsonNode structuralTag, boolean thinks, boolean keepsSpecial) {
        JsonNode tag = StructuralTag.read(structuralTag);
        String thought = "The answer is known.";
        Boolean wanted = markers.thinks() != null ? markers.thinks() : thinks ? Boolean.TRUE : null;
        String before = thoughts(wanted, thought);
        StructuralTag writer = new StructuralTag(
                new TagValues(conversation, markers, folder()),
                conversation == null ? List.of() : ToolPick.fitting(conversation.tools(), markers),
                !called().isEmpty(),
                !before.isEmpty(),
                markers.calls() == null ? 1 : Math.max(1, markers.calls()),
                thought,
                this::answer);
        String text = (StructuralTag.isFree(tag) ? before : "") + writer.text(tag);
        return finished(text, false, false, keepsSpecial);
    }

    /** What it says if the text has to be JSON: a list of calls, the arguments of a tool, or a value of its own. */
    public String json(JsonNode schema) {
        List<OfferedTool> offered = conversation == null ? List.of() : conversation.tools();
        boolean arguments = offered.stream().anyMatch(tool -> tool.parameters().equals(schema));
        if (arguments) {
            return SchemaValue.arguments(schema, new Hints(markers.message(), folder(), 0))
                    .toString();
        }
        return RequiredCalls.matches(schema)
                ? RequiredCalls.of(schema, ToolPick.fitting(offered, markers), markers, folder())
                        .toString()
                : SchemaValue.whole(schema).toString();
    }

    /** The tools to call: none after a result, nor when the message is about none of them. */
    private List<OfferedTool> called() {
        boolean none = conversation == null
                || conversation.tools().isEmpty()
                || !conversation.results().isEmpty()
                || Integer.valueOf(0).equals(markers.calls());
        return none ? List.of() : ToolPick.fitting(conversation.tools(), markers);
    }

    private List<CallText.Call> calls(List<OfferedTool> tools) {
        Integer most = conversation.format().most();
        int count = markers.calls() == null ? 1 : markers.calls();
        List<CallText.Call> calls = new ArrayList<>();
        String folder = folder();
        for (int i = 0; i < (most == null ? count : Math.min(most, count)); i++) {
            OfferedTool tool = tools.get(i % tools.size());
            Hints hints = new Hints(markers.message(), folder, i);
            calls.add(new CallText.Call(tool.name(), SchemaValue.arguments(tool.parameters(), hints)));
        }
        return calls;
    }

    private String answer() {
        if (conversation == null) {
            return say.apply(ASKED, null);
        }
        List<String> around =
                conversation.format() != null && conversation.format().text() != null
                        ? conversation.format().text()
                        : conversation.turns().text();
        String text = !conversation.results().isEmpty()
                ? say.apply(TOLD, String.join("\", \"", conversation.results()))
                : say.apply(ASKED, conversation.tools().isEmpty() ? null : markers.message());
        return around.get(0) + text + around.get(1);
    }

    private String remark(String text) {
        List<String> around = conversation.format().remark() != null
                ? conversation.format().remark()
                : conversation.turns().remark();
        return around.get(0) + text + around.get(1);
    }

    private String thoughts(Boolean wanted, String thought) {
        return Thoughts.text(prompt, conversation, wanted, thought);
    }

    private Speech finished(String text, boolean cut, boolean called, boolean keepsSpecial) {
        if (conversation == null) {
            return Speech.of(text);
        }
        Family.Turns turns = conversation.turns();
        if (keepsSpecial) {
            return new Speech(text, cut, called && turns.endOfCall() != null ? turns.endOfCall() : turns.end());
        }
        String plain = text;
        for (String special : turns.special()) {
            plain = plain.replace(special, "");
        }
        return new Speech(plain, cut, "");
    }

    /** The folder that agents name in their prompts, for tools that want absolute paths. */
    private String folder() {
        Matcher folder = FOLDER.matcher(prompt);
        return folder.find() ? folder.group(1) : null;
    }
}
