package io.openaitriton.api.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.generation.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesReaderTest {
    private static final String HELLO = "'messages': [{'role': 'user', 'content': 'Hello'}]";

    @Test
    void aRequestBecomesTheEquivalentChat() {
        ChatCompletionRequest chat = chat("'model': 'claude-opus-4-8', 'temperature': 0.5, 'top_p': 0.9, 'top_k': 40,"
                + " 'stop_sequences': ['END'], 'stream': true, 'unknown': {'a': 1}, 'service_tier': 'auto',"
                + " 'context_management': {}, 'cache_control': {'type': 'ephemeral'}," + HELLO);
        assertThat(chat.model()).isEqualTo("claude-opus-4-8");
        assertThat(chat.maxTokens()).isEqualTo(9);
        assertThat(chat.temperature()).isEqualTo(0.5);
        assertThat(chat.topP()).isEqualTo(0.9);
        assertThat(chat.topK()).isEqualTo(40);
        assertThat(chat.stop()).containsExactly("END");
        assertThat(chat.stream()).isTrue();
        assertThat(chat.streamOptions().includeUsage()).isTrue();
        assertThat(chat.messages()).hasSize(1);
        assertThat(chat.messages().get(0).content().text()).isEqualTo("Hello");
        assertThat(chat.continueFinalMessage()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Be kind.' | Be kind.",
                "[{'type': 'text', 'text': 'Be kind.'}, {'type': 'text', 'text': 'Be brief.', 'cache_control': {}}] | Be kind.\\n\\nBe brief.",
                "[{'type': 'text', 'text': 'x-anthropic-billing-header: cc_version=1;'}, {'type': 'text', 'text': 'Be kind.'}] | Be kind.",
                "'x-anthropic-billing-header: cc_version=1;\\nBe kind.' | Be kind.",
            },
            quoteCharacter = '`')
    void theSystemsInstructionsAreOneMessage(String system, String text) {
        ChatCompletionRequest chat = chat("'system': " + system + "," + HELLO);
        assertThat(chat.messages()).extracting(ChatMessage::role).containsExactly("system", "user");
        assertThat(chat.messages().get(0).content().text()).isEqualTo(text.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "[]", "null", "[{'type': 'text', 'text': 'x-anthropic-billing-header: a'}]"})
    void withoutInstructionsThereIsNoMessageOfTheSystems(String system) {
        assertThat(chat("'system': " + system + "," + HELLO).messages())
                .extracting(ChatMessage::role)
                .containsExactly("user");
    }

    @Test
    void instructionsAmongTheMessagesStayInTheirPlace() {
        ChatCompletionRequest chat = chat(
                "'messages': [{'role': 'user', 'content': 'Hello'}, {'role': 'system', 'content':"
                        + " [{'type': 'text', 'text': 'a'}, {'type': 'text', 'text': 'b'}]}, {'role': 'user', 'content': 'Go'}]");
        assertThat(chat.messages()).extracting(ChatMessage::role).containsExactly("user", "system", "user");
        assertThat(chat.messages().get(1).content().text()).isEqualTo("a\n\nb");
    }

    @Test
    void messagesOfOneRoleAreOneTurn() {
        ChatCompletionRequest chat =
                chat("'messages': [{'role': 'user', 'content': 'a'}, {'role': 'ctx', 'content': 'b'},"
                        + " {'role': 'assistant', 'content': 'c'}, {'role': 'assistant', 'content': [{'type': 'text', 'text': 'd'}]},"
                        + " {'role': 'user', 'content': 'e'}]");
        assertThat(chat.messages()).extracting(ChatMessage::role).containsExactly("user", "assistant", "user");
        assertThat(chat.messages().get(0).content().parts())
                .extracting(ContentPart::text)
                .containsExactly("a", "b");
        assertThat(chat.messages().get(1).content().parts()).hasSize(2);
    }

    @Test
    void aTurnWithThoughtsAndCallsIsOneMessage() {
        ChatCompletionRequest chat = chat(CONVERSATION);
        assertThat(chat.messages())
                .extracting(ChatMessage::role)
                .containsExactly("user", "assistant", "tool", "tool", "user");
        ChatMessage assistant = chat.messages().get(1);
        assertThat(assistant.reasoningContent()).isEqualTo("Which tool?");
        assertThat(assistant.content().text()).isEqualTo("I look.");
        assertThat(assistant.toolCalls())
                .containsExactly(
                        json(
                                "{'id': 't1', 'type': 'function', 'function': {'name': 'Read', 'arguments': {'path': 'a'}}}"),
                        json("{'id': 't2', 'type': 'function', 'function': {'name': 'List', 'arguments': {}}}"));
    }

    @Test
    void resultsOfToolsComeBeforeWhatTheUserSays() {
        ChatCompletionRequest chat = chat(CONVERSATION);
        assertThat(chat.messages().get(2).toolCallId()).isEqualTo("t1");
        assertThat(chat.messages().get(2).content().text()).isEqualTo("one\ntwo\nGrep");
        assertThat(chat.messages().get(3).toolCallId()).isEqualTo("t2");
        assertThat(chat.messages().get(3).content().text()).isEqualTo("Error: no such folder");
        assertThat(chat.messages().get(4).content().parts())
                .extracting(ContentPart::type)
                .containsExactly("image_url", "text");
    }

    private static final String CONVERSATION =
            "'messages': [{'role': 'user', 'content': 'Hello'}, {'role': 'assistant', 'content': [{'type': 'thinking',"
                    + " 'thinking': 'Which tool?', 'signature': 'x'}, {'type': 'redacted_thinking', 'data': 'x'},"
                    + " {'type': 'text', 'text': 'I look.'}, {'type': 'tool_use', 'id': 't1', 'name': 'Read', 'input': {'path': 'a'}},"
                    + " {'type': 'tool_use', 'id': 't2', 'name': 'List', 'input': {}}]}, {'role': 'user', 'content': ["
                    + " {'type': 'text', 'text': 'Be quick.'}, {'type': 'tool_result', 'tool_use_id': 't1', 'content': ["
                    + " {'type': 'text', 'text': 'one'}, {'type': 'document', 'source': {'type': 'text', 'media_type': 'text/plain',"
                    + " 'data': 'two'}}, {'type': 'tool_reference', 'tool_name': 'Grep'}, {'type': 'image', 'source': {'type': 'base64',"
                    + " 'media_type': 'image/png', 'data': 'AAAA'}}]}, {'type': 'tool_result', 'tool_use_id': 't2', 'is_error': true,"
                    + " 'content': 'no such folder'}]}]";

    @Test
    void aResultMayBeEmpty() {
        ChatCompletionRequest chat =
                chat("'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't1'}]}]");
        assertThat(chat.messages()).hasSize(1);
        assertThat(chat.messages().get(0).content().text()).isEmpty();
    }

    @Test
    void imagesBecomeThoseOfChats() {
        ChatCompletionRequest chat = chat(
                "'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64',"
                        + " 'media_type': 'image/png', 'data': 'AAAA'}}, {'type': 'image', 'source': {'type': 'url', 'url': 'https://a/b.png'}},"
                        + " {'type': 'search_result', 'title': 'T', 'source': 's', 'content': [{'type': 'text', 'text': 'found'}]}]}]");
        assertThat(chat.messages().get(0).content().parts())
                .extracting(part -> part.isImage() ? part.imageUrl().url() : part.text())
                .containsExactly("data:image/png;base64,AAAA", "https://a/b.png", "T\nfound");
    }

    @Test
    void aFinalAssistantMessageIsContinued() {
        assertThat(chat("'messages': [{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': '{'}]")
                        .continueFinalMessage())
                .isTrue();
    }

    @Test
    void toolsAreThoseOfChatsWithoutThoseThatAnthropicRuns() {
        ChatCompletionRequest chat =
                chat("'tools': [{'type': 'web_search_20250305', 'name': 'web_search'}, {'name': 'Read',"
                        + " 'description': 'Reads', 'input_schema': {'type': 'object'}, 'strict': true, 'cache_control': {},"
                        + " 'defer_loading': true}, {'type': 'custom', 'name': 'List', 'input_schema': {'type': 'object'}}],"
                        + " 'tool_choice': {'type': 'auto', 'disable_parallel_tool_use': true}," + HELLO);
        assertThat(chat.tools())
                .containsExactly(
                        json("{'type': 'function', 'function': {'name': 'Read', 'description': 'Reads', 'parameters':"
                                + " {'type': 'object'}, 'strict': true}}"),
                        json("{'type': 'function', 'function': {'name': 'List', 'parameters': {'type': 'object'}}}"));
        assertThat(chat.parallelToolCalls()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'auto'} | 'auto'",
                "{'type': 'any'} | 'required'",
                "{'type': 'none'} | 'none'",
                "{'type': 'tool', 'name': 'Read'} | {'type': 'function', 'function': {'name': 'Read'}}",
                "{'type': 'tool', 'name': 'web_search'} | 'auto'",
            })
    void theChoiceOfToolsIsThatOfChats(String choice, String expected) {
        assertThat(
                        chat("'tools': [{'type': 'web_search_20250305', 'name': 'web_search'}, {'name': 'Read', 'input_schema':"
                                        + " {'type': 'object'}}], 'tool_choice': " + choice + "," + HELLO)
                                .toolChoice())
                .isEqualTo(json(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'output_config': {'effort': 'high', 'format': %s},", "'output_format': %s,"})
    void aFormIsAResponseFormat(String field) {
        ChatCompletionRequest chat =
                chat(field.formatted("{'type': 'json_schema', 'schema': {'type': 'object'}}") + HELLO);
        assertThat(chat.responseFormat().type()).isEqualTo("json_schema");
        assertThat(chat.responseFormat().jsonSchema().get("schema")).isEqualTo(json("{'type': 'object'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'messages': [] | messages",
                "'system': 'a' | messages",
                "'messages': [{'content': 'a'}] | messages[0].role",
                "'messages': [{'role': 'bot', 'content': 'a'}] | messages[0].role",
                "'messages': [{'role': 'user'}] | messages[0].content",
                "'messages': [{'role': 'user', 'content': []}] | messages[0].content",
                "'messages': [{'role': 'user', 'content': 1}] | messages[0].content",
                "'messages': [{'role': 'user', 'content': [{'text': 'a'}]}] | messages[0].content[0].type",
                "'messages': [{'role': 'user', 'content': [{'type': 'text'}]}] | messages[0].content[0].text",
                "'messages': [{'role': 'user', 'content': [{'type': 'server_tool_use'}]}] | messages[0].content[0].type",
                "'messages': [{'role': 'user', 'content': [{'type': 'tool_use', 'id': 'a', 'name': 'b'}]}] | messages[0].content[0].type",
                "'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'name': 'b'}]}] | messages[0].content[0].id",
                "'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 'a', 'name': 'b', 'input': '{}'}]}] | messages[0].content[0].input",
                "'messages': [{'role': 'user', 'content': [{'type': 'tool_result'}]}] | messages[0].content[0].tool_use_id",
                "'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'file', 'file_id': 'a'}}]}] | messages[0].content[0].source.type",
                "'messages': [{'role': 'user', 'content': [{'type': 'document', 'source': {'type': 'base64'}}]}] | messages[0].content[0].source.type",
                "'system': 1, 'messages': [{'role': 'user', 'content': 'a'}] | system",
                "'system': [{'type': 'image'}], 'messages': [{'role': 'user', 'content': 'a'}] | system[0].type",
                "'stop_sequences': [''], 'messages': [{'role': 'user', 'content': 'a'}] | stop_sequences[0]",
                "'temperature': 3, 'messages': [{'role': 'user', 'content': 'a'}] | temperature",
                "'container': 'a', 'messages': [{'role': 'user', 'content': 'a'}] | container",
                "'mcp_servers': [{}], 'messages': [{'role': 'user', 'content': 'a'}] | mcp_servers",
                "'tools': [{'type': 'bash_20250124', 'name': 'bash'}], 'messages': [{'role': 'user', 'content': 'a'}] | tools[0].type",
                "'tools': [{'name': 'a'}], 'messages': [{'role': 'user', 'content': 'a'}] | tools[0].input_schema",
                "'tools': [{'type': 'web_search_1', 'name': 'w'}, {'name': 'a', 'input_schema': {'type': 'string'}}], 'messages': [{'role': 'user', 'content': 'a'}] | tools[1].input_schema",
                "'tools': [{'type': 'web_search_1', 'name': 'w'}, {'name': 'a b', 'input_schema': {}}], 'messages': [{'role': 'user', 'content': 'a'}] | tools[1].name",
                "'tool_choice': {'type': 'any'}, 'messages': [{'role': 'user', 'content': 'a'}] | tool_choice",
                "'output_config': {'format': {'type': 'text'}}, 'messages': [{'role': 'user', 'content': 'a'}] | output_config.format.type",
            })
    void whatIsWrongIsNamedAsTheClientWroteIt(String fields, String param) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> chat(fields))
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.param()).isEqualTo(param);
                });
    }

    /** Clients send the same tools with each request, and the second finds what was made of them. */
    @Test
    void aToolAtFaultIsNamedInEachRequest() {
        String tools = "'tools': [{'type': 'web_search_1', 'name': 'w'}, {'name': 'a b', 'description': '"
                + "what it does ".repeat(300) + "', 'input_schema': {}}], ";
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> chat(tools + HELLO))
                    .satisfies(e -> assertThat(e.param()).isEqualTo("tools[1].name"));
        }
    }

    @Test
    void aThreadIsRefusedSoThatTheClientSendsTheWholeConversation() throws Exception {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> chat("'thread': {'type': 'create'}," + HELLO))
                .satisfies(
                        e -> assertThat(json(e))
                                .isEqualTo(
                                        json(
                                                "{'type': 'error', 'error': {'type': 'invalid_request_error', 'message':"
                                                        + " 'thread: message threads are not supported', 'details': {'error_code':"
                                                        + " 'thread_unsupported_request', 'unsupported': ['thread']}}, 'request_id': 'req_1'}")));
    }

    @Test
    void maxTokensIsRequiredExceptForCounting() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> MessagesCall.of(request("{" + HELLO + "}"), 10))
                .satisfies(e ->
                        assertThat(json(e).at("/error/message").textValue()).isEqualTo("max_tokens: Field required"));
        assertThat(CountTokensCall.of(request("{" + HELLO + "}"), 10).streams()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | NONE",
                "{'thinking': {'type': 'disabled'}} | NONE",
                "{'thinking': {'type': 'enabled', 'budget_tokens': 2000}} | SHOWN",
                "{'thinking': {'type': 'adaptive', 'display': 'summarized'}} | SHOWN",
                "{'thinking': {'type': 'between_tools', 'display': 'omitted'}} | OMITTED",
            })
    void reasoningIsSentToClientsThatRequestIt(String request, Thoughts thoughts) {
        assertThat(Thoughts.of(request(request))).isEqualTo(thoughts);
    }

    @Test
    void theSessionIsWithinTheUsersId() {
        assertThat(SessionId.of("{\"device_id\":\"a\",\"session_id\":\"s\"}")).isEqualTo("s");
        assertThat(SessionId.of("somebody")).isNull();
        assertThat(SessionId.of("{somebody")).isNull();
    }

    private static ChatCompletionRequest chat(String fields) {
        return MessagesCall.of(request("{'max_tokens': 9, " + fields + "}"), 10)
                .chat()
                .body();
    }

    private static MessagesRequest request(String json) {
        try {
            return OpenAiJson.mapper()
                    .readValue(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MessagesRequest.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(ApiException failure) {
        return new ObjectMapper().valueToTree(MessagesHttp.INSTANCE.error(failure, "req_1"));
    }

    private static JsonNode json(String json) {
        try {
            return OpenAiJson.mapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
