package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds the tools that share a word with a message. */
final class ToolPick {
    private static final int NAME = 4;
    /** A longer message counts with its end only. */
    static final int MAX_MESSAGE = 2000;

    /** Descriptions of agents' tools are pages long; the first sentence says what the tool is for. */
    private static final int MAX_DESCRIPTION = 160;

    private ToolPick() {}

    /** Those that fit, best first; empty if the message is about none of them. */
    static List<OfferedTool> fitting(List<OfferedTool> tools, CallMarkers markers) {
        if (markers.tool() != null) {
            // a tool that is not offered may be asked for: models invent some
            return List.of(tools.stream()
                    .filter(tool -> tool.name().equals(markers.tool()))
                    .findFirst()
                    .orElseGet(() -> new OfferedTool(markers.tool(), "", JsonNodeFactory.instance.objectNode(), 0)));
        }
        String message = markers.message();
        Set<String> words = Words.meaningful(message.substring(Math.max(0, message.length() - MAX_MESSAGE)));
        List<OfferedTool> fitting = tools.stream()
                .filter(tool -> isNamed(tool, words) || score(tool, words) > 0 && isAnswerable(tool, message))
                .sorted(Comparator.comparingInt(tool -> -score(tool, words)))
                .toList();
        boolean forced = !tools.isEmpty() && fitting.isEmpty() && (markers.kind() != null || markers.calls() != null);
        return forced ? tools.subList(0, 1) : fitting;
    }

    private static boolean isNamed(OfferedTool tool, Set<String> message) {
        return Words.shared(Words.meaningful(tool.name()), message) > 0;
    }

    /** Agents have tools that write and delete: only one that is named is called with values that are made up. */
    private static boolean isAnswerable(OfferedTool tool, String message) {
        String arguments = SchemaValue.arguments(tool.parameters(), new Hints(message, null, 0))
                .toString();
        return !arguments.contains(SchemaText.MADE_UP);
    }

    private static int score(OfferedTool tool, Set<String> message) {
        String description = tool.description();
        int sentence = description.indexOf(". ");
        int end = Math.min(sentence < 0 ? description.length() : sentence, MAX_DESCRIPTION);
        String purpose = description.substring(0, Math.min(end, description.length()));
        StringBuilder parameters = new StringBuilder();
        tool.parameters()
                .path("properties")
                .fieldNames()
                .forEachRemaining(name -> parameters.append(name).append(' '));
        return NAME * Words.shared(Words.meaningful(tool.name()), message)
                + 2 * Words.shared(Words.meaningful(purpose), message)
                + Words.shared(Words.meaningful(parameters.toString()), message);
    }
}
