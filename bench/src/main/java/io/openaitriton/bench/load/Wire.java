package io.openaitriton.bench.load;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The answers of {@link FastTriton}: those of Triton with a vLLM model, or of a server with OpenAI's API. */
enum Wire {
    TRITON {
        @Override
        String answer() {
            return "{\"finish_reason\":\"stop\"," + MODEL
                    + "\"num_input_tokens\":12,\"num_output_tokens\":13,\"text_output\":\"" + TEXT + "\"}";
        }

        @Override
        String event(String text, boolean first, boolean last) {
            return "data: {\"finish_reason\":" + (last ? "\"stop\"," : "\"None\",") + MODEL
                    + "\"num_input_tokens\":12,\"num_output_tokens\":1,\"text_output\":\"" + text + "\"}\n\n";
        }

        @Override
        String call(List<String> texts) {
            StringBuilder events = new StringBuilder();
            for (int i = 0; i < texts.size(); i++) {
                events.append(event(escaped(texts.get(i)), i == 0, i == texts.size() - 1));
            }
            return events.toString();
        }
    },

    OPENAI {
        @Override
        String answer() {
            return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"llama\",\"choices\":"
                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT
                    + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
                    + "{\"prompt_tokens\":12,\"completion_tokens\":13,\"total_tokens\":25}}";
        }

        @Override
        String event(String text, boolean first, boolean last) {
            String role = first ? chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null") : "";
            String content = chunk("{\"content\":\"" + text + "\"}", "null");
            return role + content + (last ? chunk("{}", "\"stop\"") + "data: [DONE]\n\n" : "");
        }

        @Override
        String call(List<String> texts) {
            StringBuilder events = new StringBuilder();
            for (int i = 0; i < texts.size(); i++) {
                String head = i == 0 ? "\"id\":\"call_1\",\"type\":\"function\"," : "";
                String function = i == 0 ? "\"name\":\"tool\",\"arguments\":\"\"" : "\"arguments\":\"" + escaped(texts.get(i)) + "\"";
                events.append(chunk(
                        "{\"tool_calls\":[{\"index\":0," + head + "\"function\":{" + function + "}}]}", "null"));
            }
            return events.append(chunk("{}", "\"tool_calls\"")).append("data: [DONE]\n\n").toString();
        }

        private static String chunk(String delta, String finishReason) {
            return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"llama\","
                    + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason
                    + "}]}\n\n";
        }
    };

    private static String escaped(String text) {
        return text.replace("\"", "\\\"");
    }

    private static final String MODEL = "\"model_name\":\"llama\",\"model_version\":\"1\",";
    private static final String TEXT = "Paris is the capital of France. It lies on the Seine.";

    private final Buffer whole = Buffer.buffer(answer());

    /** A whole answer. */
    Buffer whole() {
        return whole;
    }

    abstract String answer();

    /** The event of a stream that has this text, with what comes before the first and after the last. */
    abstract String event(String text, boolean first, boolean last);

    /** All events of an answer that calls a tool, whose texts these are. */
    abstract String call(List<String> texts);
}
