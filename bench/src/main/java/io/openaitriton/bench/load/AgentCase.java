package io.openaitriton.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.bench.AgentRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of an agent, and the answer that calls a tool.
 *
 * @param name as in the report
 * @param path where the gateway takes it
 * @param tool the name of a tool in it
 */
record AgentCase(String name, String path, ObjectNode request, String tool) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where a number belongs. */
    static final String MARK = "[0000000000] ";

    /** Bytes of text that make a token. */
    private static final int TOKEN = 4;

    /** The request that agents make most. */
    static AgentCase usual() throws IOException {
        return generated("77 kB, 15 tools", 4, 77_000);
    }

    /** Those whose targets are known, then recorded ones where they can be had. */
    static List<AgentCase> all() throws IOException {
        List<AgentCase> cases = new ArrayList<>();
        cases.add(usual());
        cases.add(generated("1 MB", 40, 1_000_000));
        cases.add(generated("128k tokens", 40, 128 * 1024 * TOKEN));
        addRecorded(cases, "qwen-code-2-tool-result", Target.CHAT, "/function");
        addRecorded(cases, "codex-2-tool-result", "/v1/responses", "");
        addRecorded(cases, "claude-code-2-tool-result", "/v1/messages", "");
        return cases;
    }

    private static AgentCase generated(String name, int steps, int bytes) throws IOException {
        return new AgentCase(
                name, Target.CHAT, (ObjectNode) JSON.readTree(AgentRequest.of(steps, bytes)), "tool_3");
    }

    private static void addRecorded(List<AgentCase> cases, String name, String path, String function)
            throws IOException {
        ObjectNode request = AgentRequest.recorded(name);
        if (request != null) {
            JsonNode tool = request.at("/tools/0" + function + "/name");
            cases.add(new AgentCase(name.replaceAll("-\\d.*", ""), path, request, tool.textValue()));
        }
    }

    /** The same, with long messages that no request had before: {@link AgentLoad} writes a number in place of each mark. */
    AgentCase fresh() {
        ObjectNode marked = request.deepCopy();
        for (JsonNode message : marked.path("messages")) {
            String content = message.path("content").asText();
            if (content.length() > MARK.length()) {
                ((ObjectNode) message).put("content", MARK + content);
            }
        }
        return new AgentCase(name + ", new messages", path, marked, tool);
    }

    /** The request for a target, which may not stream. */
    Buffer body(Target target) {
        ObjectNode body = request.deepCopy();
        if (target.streamed() == null) {
            body.remove("stream");
            body.remove("stream_options");
        }
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(body.put("model", target.model())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the model writes, a token each: a sentence and a call. */
    List<String> answer() {
        List<String> tokens = new ArrayList<>();
        tokens.add("{\"name\": \"");
        tokens.add(tool);
        tokens.add("\", \"");
        tokens.add("parameters\": {");
        for (String word : "\"path\": \"src/ main/ java/ io/ example/ Main .java\", \"pattern\": \" a b c d e\" }}".split(" ")) {
            tokens.add(word);
        }
        return tokens;
    }
}
