package io.openaitriton.surfaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.api.messages.MessagesCall;
import io.openaitriton.api.messages.MessagesRequest;
import io.openaitriton.api.responses.ResponsesCall;
import io.openaitriton.api.responses.ResponsesRequest;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.EndpointChoice;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.output.Requests;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.response.find.FormatFinder;
import io.openaitriton.response.find.FoundFormat;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same conversation by chat, responses and messages is the same request to Triton, byte for byte. */
class SameBytesTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final String SCHEMA =
            "{'type':'object','properties':{'city':{'type':'string'},'n':{'type':'integer'}},'required':['city']}";
    private static final String CHAT_TOOLS =
            "'tools':[{'type':'function','function':{'name':'weather','description':'Tells it','parameters':" + SCHEMA
                    + "}},{'type':'function','function':{'name':'time','description':'Tells it','parameters':" + SCHEMA
                    + "}}]";
    private static final String RESPONSES_TOOLS =
            "'tools':[{'type':'function','name':'weather','description':'Tells it','parameters':" + SCHEMA
                    + "},{'type':'function','name':'time','description':'Tells it','parameters':" + SCHEMA + "}]";
    private static final String MESSAGES_TOOLS = "'tools':[{'name':'weather','description':'Tells it','input_schema':"
            + SCHEMA + "},{'name':'time','description':'Tells it','input_schema':" + SCHEMA + "}]";

    /**
     * A conversation.
     *
     * @param thinks whether it is about thoughts: where a request of the Messages API says nothing, thinking is switched off
     */
    private record Conversation(String chat, String responses, String messages, boolean thinks) {
        Conversation(String chat, String responses, String messages) {
            this(chat, responses, messages, false);
        }
    }

    /** Name, and the conversation by each API, {@code '} for {@code "}. */
    static final List<Arguments> CONVERSATIONS = List.of(
            Arguments.of(
                    "one message",
                    new Conversation(
                            "'messages':[{'role':'user','content':'What is \u00e9 \ud83d\ude00?'}]",
                            "'input':'What is \u00e9 \ud83d\ude00?'",
                            "'messages':[{'role':'user','content':'What is \u00e9 \ud83d\ude00?'}]")),
            Arguments.of(
                    "instructions and several turns",
                    new Conversation(
                            "'messages':[{'role':'system','content':'Be kind.'},{'role':'user','content':'Hi'},"
                                    + "{'role':'assistant','content':'Hello.'},{'role':'user','content':'And?'}]",
                            "'instructions':'Be kind.','input':[{'role':'user','content':'Hi'},"
                                    + "{'role':'assistant','content':[{'type':'output_text','text':'Hello.'}]},"
                                    + "{'role':'user','content':[{'type':'input_text','text':'And?'}]}]",
                            "'system':[{'type':'text','text':'Be kind.','cache_control':{'type':'ephemeral'}}],'messages':["
                                    + "{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'text','text':'Hello.'}]},"
                                    + "{'role':'user','content':[{'type':'text','text':'And?'}]}]")),
            Arguments.of(
                    "a message of several parts",
                    new Conversation(
                            "'messages':[{'role':'user','content':[{'type':'text','text':'One'},{'type':'text','text':'two'}]}]",
                            "'input':[{'role':'user','content':[{'type':'input_text','text':'One'},{'type':'input_text','text':'two'}]}]",
                            "'messages':[{'role':'user','content':[{'type':'text','text':'One'},{'type':'text','text':'two'}]}]")),
            Arguments.of(
                    "sampling",
                    new Conversation(
                            "'temperature':0.3,'top_p':0.5,'messages':[{'role':'user','content':'Hi'}]",
                            "'temperature':0.3,'top_p':0.5,'input':'Hi'",
                            "'temperature':0.3,'top_p':0.5,'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "a stream",
                    new Conversation(
                            "'stream':true,'stream_options':{'include_usage':true},'messages':[{'role':'user','content':'Hi'}]",
                            "'stream':true,'input':'Hi'",
                            "'stream':true,'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "a JSON schema",
                    new Conversation(
                            "'response_format':{'type':'json_schema','json_schema':{'name':'answer','strict':true,'schema':"
                                    + SCHEMA + "}},'messages':[{'role':'user','content':'Hi'}]",
                            "'text':{'format':{'type':'json_schema','name':'answer','strict':true,'schema':" + SCHEMA
                                    + "}},'input':'Hi'",
                            "'output_config':{'format':{'type':'json_schema','schema':" + SCHEMA
                                    + "}},'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "an image",
                    new Conversation(
                            "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,"
                                    + PIXEL + "'}},{'type':'text','text':'What is it?'}]}]",
                            "'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png;base64,"
                                    + PIXEL + "'},{'type':'input_text','text':'What is it?'}]}]",
                            "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png',"
                                    + "'data':'" + PIXEL + "'}},{'type':'text','text':'What is it?'}]}]")),
            Arguments.of(
                    "tools that may be called",
                    new Conversation(
                            CHAT_TOOLS + ",'messages':[{'role':'user','content':'Hi'}]",
                            RESPONSES_TOOLS + ",'input':'Hi'",
                            MESSAGES_TOOLS + ",'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "a tool that must be called",
                    new Conversation(
                            CHAT_TOOLS
                                    + ",'tool_choice':'required','parallel_tool_calls':false,'messages':[{'role':'user','content':'Hi'}]",
                            RESPONSES_TOOLS + ",'tool_choice':'required','parallel_tool_calls':false,'input':'Hi'",
                            MESSAGES_TOOLS
                                    + ",'tool_choice':{'type':'any','disable_parallel_tool_use':true},'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "this tool",
                    new Conversation(
                            CHAT_TOOLS
                                    + ",'tool_choice':{'type':'function','function':{'name':'time'}},'messages':[{'role':'user','content':'Hi'}]",
                            RESPONSES_TOOLS + ",'tool_choice':{'type':'function','name':'time'},'input':'Hi'",
                            MESSAGES_TOOLS
                                    + ",'tool_choice':{'type':'tool','name':'time'},'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "no tool",
                    new Conversation(
                            CHAT_TOOLS + ",'tool_choice':'none','messages':[{'role':'user','content':'Hi'}]",
                            RESPONSES_TOOLS + ",'tool_choice':'none','input':'Hi'",
                            MESSAGES_TOOLS
                                    + ",'tool_choice':{'type':'none'},'messages':[{'role':'user','content':'Hi'}]")),
            Arguments.of(
                    "a call with its result",
                    new Conversation(
                            CHAT_TOOLS
                                    + ",'messages':[{'role':'system','content':'Be kind.'},{'role':'user','content':'Weather?'},"
                                    + "{'role':'assistant','content':'I look.','tool_calls':[{'id':'call_12345678a','type':'function','function':"
                                    + "{'name':'weather','arguments':'{\\'city\\': \\'Oslo\\', \\'n\\': 1}'}}]},"
                                    + "{'role':'tool','tool_call_id':'call_12345678a','content':'rain'}]",
                            RESPONSES_TOOLS
                                    + ",'instructions':'Be kind.','input':[{'role':'user','content':'Weather?'},"
                                    + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'I look.'}]},"
                                    + "{'type':'function_call','call_id':'call_12345678a','name':'weather','arguments':'{\\'city\\': \\'Oslo\\', \\'n\\': 1}'},"
                                    + "{'type':'function_call_output','call_id':'call_12345678a','output':'rain'}]",
                            MESSAGES_TOOLS + ",'system':'Be kind.','messages':[{'role':'user','content':'Weather?'},"
                                    + "{'role':'assistant','content':[{'type':'text','text':'I look.'},{'type':'tool_use','id':'call_12345678a',"
                                    + "'name':'weather','input':{'city':'Oslo','n':1}}]},"
                                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_12345678a','content':'rain'}]}]")),
            Arguments.of(
                    "two calls at a time, and what the user says next",
                    new Conversation(
                            CHAT_TOOLS
                                    + ",'messages':[{'role':'user','content':'Weather?'},{'role':'assistant','content':null,'tool_calls':["
                                    + "{'id':'call_12345678a','type':'function','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}},"
                                    + "{'id':'call_12345678b','type':'function','function':{'name':'time','arguments':'{\\'city\\':\\'Rome\\'}'}}]},"
                                    + "{'role':'tool','tool_call_id':'call_12345678a','content':'rain'},"
                                    + "{'role':'tool','tool_call_id':'call_12345678b','content':'noon'},"
                                    + "{'role':'assistant','content':'Rain at noon.'},{'role':'user','content':'Thanks'}]",
                            RESPONSES_TOOLS + ",'input':[{'role':'user','content':'Weather?'},"
                                    + "{'type':'function_call','call_id':'call_12345678a','name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'},"
                                    + "{'type':'function_call','call_id':'call_12345678b','name':'time','arguments':'{\\'city\\':\\'Rome\\'}'},"
                                    + "{'type':'function_call_output','call_id':'call_12345678a','output':'rain'},"
                                    + "{'type':'function_call_output','call_id':'call_12345678b','output':'noon'},"
                                    + "{'role':'assistant','content':'Rain at noon.'},{'role':'user','content':'Thanks'}]",
                            MESSAGES_TOOLS
                                    + ",'messages':[{'role':'user','content':'Weather?'},{'role':'assistant','content':["
                                    + "{'type':'tool_use','id':'call_12345678a','name':'weather','input':{'city':'Oslo'}},"
                                    + "{'type':'tool_use','id':'call_12345678b','name':'time','input':{'city':'Rome'}}]},"
                                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_12345678a','content':[{'type':'text','text':'rain'}]},"
                                    + "{'type':'tool_result','tool_use_id':'call_12345678b','content':'noon'}]},"
                                    + "{'role':'assistant','content':'Rain at noon.'},{'role':'user','content':'Thanks'}]")),
            Arguments.of(
                    "thoughts before a call",
                    new Conversation(
                            CHAT_TOOLS
                                    + ",'reasoning_effort':'high','messages':[{'role':'user','content':'Weather?'},{'role':'assistant','reasoning_content':'Oslo?',"
                                    + "'content':null,'tool_calls':[{'id':'call_12345678a','type':'function','function':"
                                    + "{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}}]},"
                                    + "{'role':'tool','tool_call_id':'call_12345678a','content':'rain'}]",
                            RESPONSES_TOOLS
                                    + ",'reasoning':{'effort':'high'},'input':[{'role':'user','content':'Weather?'},"
                                    + "{'type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'Oslo?'}]},"
                                    + "{'type':'function_call','call_id':'call_12345678a','name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'},"
                                    + "{'type':'function_call_output','call_id':'call_12345678a','output':'rain'}]",
                            MESSAGES_TOOLS
                                    + ",'thinking':{'type':'enabled','budget_tokens':1024},'output_config':{'effort':'high'},'messages':[{'role':'user','content':'Weather?'},"
                                    + "{'role':'assistant','content':[{'type':'thinking','thinking':'Oslo?','signature':'x'},"
                                    + "{'type':'tool_use','id':'call_12345678a','name':'weather','input':{'city':'Oslo'}}]},"
                                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_12345678a','content':'rain'}]}]",
                            true)));

    static Stream<Arguments> conversations() {
        return CONVERSATIONS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void byTheTemplatesOfTheGateway(String name, Conversation conversation) {
        List<String> different = new ArrayList<>();
        int same = 0;
        for (String template : TemplateSources.BUILT_IN) {
            same += compare(template, template(TemplateSources.find(template)), conversation, different);
        }
        assertThat(different).isEmpty();
        if (!name.equals("an image")) {
            assertThat(same).isPositive();
        }
    }

    @Test
    @Timeout(600)
    void byTheTemplatesThatModelsBring() throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "SKIPPED: chat templates are not here");
        List<String> different = new ArrayList<>();
        int same = 0;
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jinja"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                PromptTemplate template =
                        template(new TemplateSource(name, name, Files.readString(file), null, Map.of(), List.of()));
                for (Arguments conversation : CONVERSATIONS) {
                    if (losesInstructions(template)
                            && conversation.get()[1].toString().contains("Be kind.")) {
                        continue;
                    }
                    same += compare(
                            name + ", " + conversation.get()[0],
                            template,
                            (Conversation) conversation.get()[1],
                            different);
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(same).isGreaterThan(500);
    }

    /** Of a chat it writes none; for the other APIs they are joined to what the user says. */
    private static boolean losesInstructions(PromptTemplate template) {
        String chat = sent(
                "vllm", template, Api.CHAT, ((Conversation) CONVERSATIONS.get(1).get()[1]).chat());
        return chat != null && !chat.contains("Be kind.");
    }

    private static PromptTemplate template(TemplateSource source) {
        PromptTemplate template = new PromptTemplate(source, PromptSettings.DEFAULT);
        return template.writingCalls(format(template).tools());
    }

    /** How the model of a template calls tools and thinks. */
    private static ResponseFormat format(PromptTemplate template) {
        FoundFormat tools = template.toolFormat();
        FoundFormat thoughts = FormatFinder.reasoning(template.source().text());
        return new ResponseFormat(
                tools == null ? null : ResponseTemplates.tools(tools.name()),
                thoughts == null ? null : ResponseTemplates.reasoning(thoughts.name()));
    }

    /** Number of dialects to which all are the same; a dialect or a template that refuses one must refuse all. */
    private static int compare(
            String name, PromptTemplate template, Conversation conversation, List<String> different) {
        int same = 0;
        for (String dialect : List.of("vllm", "tensorrt-llm", "tensorrt-llm-api")) {
            // a template may switch thinking, which the Messages API has off unless it is asked for
            String silent = conversation.thinks()
                    ? ""
                    : ",'chat_template_kwargs':{'enable_thinking':false,'thinking':false,'thinking_budget':0}";
            String chat = sent(dialect, template, Api.CHAT, conversation.chat());
            String responses = sent(dialect, template, Api.RESPONSES, conversation.responses());
            String quiet = sent(dialect, template, Api.CHAT, conversation.chat() + silent);
            String messages = sent(dialect, template, Api.MESSAGES, conversation.messages());
            if (chat == null) {
                // refused: an API that is lenient where chats are not may still ask
                continue;
            }
            same += chat.equals(responses) && quiet != null && quiet.equals(messages) ? 1 : 0;
            if (!chat.equals(responses)) {
                different.add(name + ", " + dialect + ", responses\n" + chat + "\n" + responses);
            }
            if (quiet != null && !quiet.equals(messages)) {
                different.add(name + ", " + dialect + ", messages\n" + quiet + "\n" + messages);
            }
        }
        return same;
    }

    private enum Api {
        CHAT,
        RESPONSES,
        MESSAGES
    }

    /** The body to Triton; null for a request that is refused. */
    private static String sent(String dialectName, PromptTemplate template, Api api, String fields) {
        Dialect dialect = Dialects.named(dialectName, DialectOptions.DEFAULT);
        ModelProfile profile =
                new ModelProfile(Requests.DEFAULTS, EndpointChoice.GENERATE, format(template), null, null);
        try {
            Generation generation = request(api, fields).toGeneration(new RequestContext(template, profile, dialect));
            JsonNode sent = OpenAiJson.mapper()
                    .valueToTree(GenerateCall.of(generation, dialect).request());
            return OpenAiJson.mapper().writeValueAsString(sent);
        } catch (ApiException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalArgumentException(fields, e);
        }
    }

    private static ApiRequest request(Api api, String fields) throws IOException {
        String bound = api == Api.RESPONSES ? "max_output_tokens" : "max_tokens";
        String json =
                ("{'" + bound + "':50," + fields + "}").replace("\\'", "\\\"").replace('\'', '"');
        return switch (api) {
            case CHAT -> ChatRequest.of(OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class), 100, false);
            case RESPONSES ->
                ResponsesCall.of(OpenAiJson.mapper().readValue(json, ResponsesRequest.class), 100, false, false);
            case MESSAGES -> MessagesCall.of(OpenAiJson.mapper().readValue(json, MessagesRequest.class), 100);
        };
    }
}
