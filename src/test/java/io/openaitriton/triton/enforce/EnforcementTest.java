package io.openaitriton.triton.enforce;

import static io.openaitriton.triton.enforce.EnforcedCalls.HERMES;
import static io.openaitriton.triton.enforce.EnforcedCalls.PROMPT;
import static io.openaitriton.triton.enforce.EnforcedCalls.PYTHONIC;
import static io.openaitriton.triton.enforce.EnforcedCalls.SCHEMA;
import static io.openaitriton.triton.enforce.EnforcedCalls.THINKING;
import static io.openaitriton.triton.enforce.EnforcedCalls.TIME;
import static io.openaitriton.triton.enforce.EnforcedCalls.TOOLS_ONLY;
import static io.openaitriton.triton.enforce.EnforcedCalls.WEATHER;
import static io.openaitriton.triton.enforce.EnforcedCalls.dialect;
import static io.openaitriton.triton.enforce.EnforcedCalls.json;
import static io.openaitriton.triton.enforce.EnforcedCalls.named;
import static io.openaitriton.triton.enforce.EnforcedCalls.oneAtATime;
import static io.openaitriton.triton.enforce.EnforcedCalls.sampling;
import static io.openaitriton.triton.enforce.EnforcedCalls.strict;
import static io.openaitriton.triton.enforce.EnforcedCalls.structuralTag;
import static io.openaitriton.triton.enforce.EnforcedCalls.structuredOutputs;
import static io.openaitriton.triton.enforce.EnforcedCalls.tool;
import static io.openaitriton.triton.enforce.EnforcedCalls.use;
import static io.openaitriton.triton.enforce.EnforcedCalls.vllm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request for each {@code tool_choice}, and the reading of the answer. */
class EnforcementTest {
    private static final String ITEM = "{\"properties\":{\"name\":{\"type\":\"string\",\"enum\":[\"%s\"]},"
            + "\"parameters\":%s},\"required\":[\"name\",\"parameters\"]}";
    private static final String CALLS = "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\",\"anyOf\":["
            + ITEM.formatted("get_weather", SCHEMA) + ","
            + ITEM.formatted("get_time", "{\"type\":\"object\",\"properties\":{}}") + "]}}";

    private static GenerateCall call(Dialect dialect, ToolUse use) {
        return EnforcedCalls.call(dialect, TOOLS_ONLY, PROMPT, use, "");
    }

    private static JsonNode required(Tool... tools) {
        return structuredOutputs(call(dialect("vllm"), use(Choice.REQUIRED, tools)))
                .get("json");
    }

    private static ApiException refused(Dialect dialect, ResponseFormat format, ToolUse use, String fields) {
        return catchThrowableOfType(ApiException.class, () -> EnforcedCalls.call(dialect, format, PROMPT, use, fields));
    }

    @Test
    void requiredIsTheSchemaOfAnArrayOfCallsForVllm() {
        GenerateCall call = call(dialect("vllm"), use(Choice.REQUIRED, WEATHER, TIME));
        assertThat(structuredOutputs(call)).isEqualTo(json("{\"json\":" + CALLS + "}"));
        assertThat(call.reading().enforced()).isEqualTo(Enforced.CALLS);
        assertThat(call.reading().tools()).containsExactlyEntriesOf(tools());
    }

    private static java.util.Map<String, JsonNode> tools() {
        java.util.Map<String, JsonNode> tools = new java.util.LinkedHashMap<>();
        tools.put("get_weather", json(SCHEMA));
        tools.put("get_time", null);
        return tools;
    }

    @Test
    void anOlderVllmBackendGetsTheSameInItsOwnInput() {
        Dialect older = Dialects.named("vllm", new DialectOptions("guided_decoding", false));
        assertThat(json(sampling(call(older, use(Choice.REQUIRED, WEATHER, TIME)))
                        .get("guided_decoding")
                        .textValue()))
                .isEqualTo(json("{\"json\":" + CALLS + "}"));
    }

    @Test
    void requiredIsAGuideForTensorRtLlm() {
        GenerateCall call = call(dialect("tensorrt-llm"), use(Choice.REQUIRED, WEATHER, TIME));
        assertThat(call.request().inputs()).containsEntry("guided_decoding_guide_type", "json_schema");
        assertThat(json((String) call.request().inputs().get("guided_decoding_guide")))
                .isEqualTo(json(CALLS));
        assertThat(call.reading().enforced()).isEqualTo(Enforced.CALLS);
    }

    @Test
    void oneCallAtATimeIsOneItem() {
        GenerateCall call = call(dialect("vllm"), oneAtATime(use(Choice.REQUIRED, WEATHER, TIME)));
        assertThat(structuredOutputs(call).get("json").get("maxItems").intValue())
                .isEqualTo(1);
        assertThat(call.reading().parallel()).isFalse();
    }

    @Test
    void aNamedToolIsTheSchemaOfItsArguments() {
        GenerateCall call = call(dialect("vllm"), named(WEATHER, TIME, WEATHER));
        assertThat(structuredOutputs(call)).isEqualTo(json("{\"json\":" + SCHEMA + "}"));
        assertThat(call.reading().enforced()).isEqualTo(Enforced.ARGUMENTS);
        assertThat(call.reading().tool()).isEqualTo("get_weather");
        GenerateCall guided = call(dialect("tensorrt-llm"), named(WEATHER, TIME, WEATHER));
        assertThat(json((String) guided.request().inputs().get("guided_decoding_guide")))
                .isEqualTo(json(SCHEMA));
    }

    @Test
    void aNamedToolWithoutParametersIsAnEmptyObject() {
        assertThat(structuredOutputs(call(dialect("vllm"), named(TIME, TIME))))
                .isEqualTo(json("{\"json\":{\"type\":\"object\",\"properties\":{}}}"));
    }

    @Test
    void definitionsOfAToolMoveToTheTop() {
        JsonNode schema = required(
                tool(
                        "a",
                        "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/X\"}},\"$defs\":{\"X\":{\"type\":\"integer\"}}}"),
                tool(
                        "b",
                        "{\"type\":\"object\",\"properties\":{\"y\":{\"$ref\":\"#/$defs/X\"}},\"$defs\":{\"X\":{\"type\":\"integer\"}}}"),
                tool(
                        "c",
                        "{\"type\":\"object\",\"properties\":{\"z\":{\"$ref\":\"#/definitions/Z\"}},\"definitions\":{\"Z\":{\"type\":\"string\"}}}"));
        assertThat(schema.get("$defs")).isEqualTo(json("{\"X\":{\"type\":\"integer\"}}"));
        assertThat(schema.get("definitions")).isEqualTo(json("{\"Z\":{\"type\":\"string\"}}"));
        assertThat(schema.at("/items/anyOf/0/properties/parameters"))
                .isEqualTo(json("{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/X\"}}}"));
        assertThat(schema.at("/items/anyOf/2/properties/parameters").has("definitions"))
                .isFalse();
    }

    @Test
    void definitionsThatClashAreRefusedByTheToolsName() {
        ApiException refused = refused(
                dialect("vllm"),
                TOOLS_ONLY,
                use(
                        Choice.REQUIRED,
                        tool("a", "{\"$defs\":{\"X\":{\"type\":\"integer\"}}}"),
                        tool("b", "{\"$defs\":{\"X\":{\"type\":\"string\"}}}")),
                "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.param()).isEqualTo("tools[1].function.parameters.$defs.X");
        assertThat(refused).hasMessageContaining("the tool 'b'");
    }

    @Test
    void aSchemaThatRefersToItselfStaysWhole() {
        JsonNode schema = required(tool(
                "tree",
                "{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"},\"again\":{\"$ref\":\"#/properties/child\"},"
                        + "\"$ref\":{\"type\":\"string\"},\"e\":{\"enum\":[{\"$ref\":\"#\"}]}}}"));
        assertThat(schema.at("/items/anyOf/0/properties/parameters")).isEqualTo(json("{\"$ref\":\"#/$defs/tree\"}"));
        assertThat(schema.at("/$defs/tree"))
                .isEqualTo(json("{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#/$defs/tree\"},"
                        + "\"again\":{\"$ref\":\"#/$defs/tree/properties/child\"},"
                        + "\"$ref\":{\"type\":\"string\"},\"e\":{\"enum\":[{\"$ref\":\"#\"}]}}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "tensorrt-llm-api"})
    void aDialectWithoutGrammarsRefusesToMakeAModelCall(String name) {
        for (ToolUse use : List.of(use(Choice.REQUIRED, WEATHER), named(WEATHER, WEATHER))) {
            ApiException refused = refused(dialect(name), TOOLS_ONLY, use, "");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.param()).isEqualTo("tool_choice");
            assertThat(refused).hasMessageContaining("dialect " + name);
        }
    }

    @Test
    void anInflightModelWithoutTheInputsRefusesLikewise() {
        Dialect old = Dialects.of(
                json("{\"input\":[{\"name\":\"max_tokens\"},{\"name\":\"stop_words\"}]}"), DialectOptions.DEFAULT);
        assertThat(refused(old, TOOLS_ONLY, use(Choice.REQUIRED, WEATHER), "").param())
                .isEqualTo("tool_choice");
    }

    @Test
    void aModelWhoseCallsAreNotReadIsNotForcedToCall() {
        assertThat(refused(dialect("vllm"), ResponseFormat.TEXT, use(Choice.REQUIRED, WEATHER), "")
                        .param())
                .isEqualTo("tool_choice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "vllm", "tensorrt-llm", "tensorrt-llm-api"})
    void autoNeedsNoGrammarNorDoesOneCallAtATime(String name) {
        GenerateCall call = call(dialect(name), oneAtATime(use(Choice.AUTO, WEATHER)));
        assertThat(call.request().inputs().toString()).doesNotContain("get_weather");
        assertThat(call.reading().tools()).containsOnlyKeys("get_weather");
        assertThat(call.reading().enforced()).isEqualTo(Enforced.NOTHING);
        assertThat(call.reading().parallel()).isFalse();
    }

    @Test
    void aStrictToolIsAStructuralTagForVllm() {
        GenerateCall call = call(dialect("vllm"), use(Choice.AUTO, strict(WEATHER), TIME));
        assertThat(structuralTag(call))
                .isEqualTo(json("{\"type\":\"triggered_tags\",\"triggers\":[\"<tool_call>\"],\"tags\":["
                        + "{\"type\":\"tag\",\"begin\":\"<tool_call>\\n{\\\"name\\\": \\\"get_weather\\\", \\\"arguments\\\": \","
                        + "\"content\":{\"type\":\"json_schema\",\"json_schema\":" + SCHEMA
                        + "},\"end\":\"}\\n</tool_call>\"},"
                        + "{\"type\":\"tag\",\"begin\":\"<tool_call>\\n{\\\"name\\\": \\\"get_time\\\", \\\"arguments\\\": \","
                        + "\"content\":{\"type\":\"json_schema\",\"json_schema\":{\"type\":\"object\"}},\"end\":\"}\\n</tool_call>\"}],"
                        + "\"at_least_one\":false,\"stop_after_first\":false}"));
        assertThat(call.reading().enforced()).isEqualTo(Enforced.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "tensorrt-llm", "tensorrt-llm-api"})
    void aStrictToolIsRefusedByNameWhereThereIsNoStructuralTag(String name) {
        ApiException refused = refused(dialect(name), TOOLS_ONLY, use(Choice.AUTO, TIME, strict(WEATHER)), "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.param()).isEqualTo("tools[1].function.strict");
    }

    @Test
    void aStrictToolIsRefusedForAFamilyThatNoStructuralTagDescribesAndByAnOlderBackend() {
        ToolUse strict = use(Choice.AUTO, strict(WEATHER));
        assertThat(refused(dialect("vllm"), PYTHONIC, strict, "").param()).isEqualTo("tools[0].function.strict");
        Dialect older = Dialects.named("vllm", new DialectOptions("guided_decoding", false));
        assertThat(refused(older, TOOLS_ONLY, strict, "").param()).isEqualTo("tools[0].function.strict");
        assertThat(refused(vllm(StructuralTags.NEVER), TOOLS_ONLY, strict, "").param())
                .isEqualTo("tools[0].function.strict");
    }

    @Test
    void aDefinitionMayIgnoreStrict() {
        for (String name : Dialects.NAMES) {
            Dialect lenient = Dialects.named(
                    name, new DialectOptions("structured_outputs", false, StructuralTags.NEVER, false, true));
            GenerateCall call = call(lenient, use(Choice.AUTO, strict(WEATHER)));
            assertThat(call.request().inputs().toString()).doesNotContain("get_weather");
        }
    }

    @Test
    void strictIsEnforcedByTheSchemaOfARequiredCall() {
        assertThat(required(strict(WEATHER))).isNotNull();
        assertThat(call(dialect("tensorrt-llm"), named(WEATHER, strict(WEATHER)))
                        .reading()
                        .enforced())
                .isEqualTo(Enforced.ARGUMENTS);
    }

    @Test
    void structuralTagsAlwaysKeepTheModelInItsOwnFormat() {
        GenerateCall call = call(vllm(StructuralTags.ALWAYS), oneAtATime(use(Choice.REQUIRED, WEATHER, TIME)));
        JsonNode tag = structuralTag(call);
        assertThat(tag.get("type").textValue()).isEqualTo("triggered_tags");
        assertThat(tag.get("at_least_one").booleanValue()).isTrue();
        assertThat(tag.get("stop_after_first").booleanValue()).isTrue();
        assertThat(tag.get("tags")).hasSize(2);
        assertThat(call.reading().enforced()).isEqualTo(Enforced.NOTHING);
        GenerateCall named = call(vllm(StructuralTags.ALWAYS), named(WEATHER, TIME, WEATHER));
        assertThat(structuralTag(named).get("tags")).hasSize(1);
        assertThat(structuralTag(named).toString()).contains("get_weather");
    }

    @Test
    void aFamilyThatNoStructuralTagDescribesGetsTheSchema() {
        GenerateCall call =
                EnforcedCalls.call(vllm(StructuralTags.ALWAYS), PYTHONIC, PROMPT, use(Choice.REQUIRED, WEATHER), "");
        assertThat(structuredOutputs(call).has("json")).isTrue();
        assertThat(call.reading().enforced()).isEqualTo(Enforced.CALLS);
    }

    @Test
    void aForcedCallAndAnOutputFormatExcludeEachOther() {
        for (String field : List.of(
                "\"response_format\":{\"type\":\"json_object\"}",
                "\"guided_json\":" + SCHEMA,
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":" + SCHEMA + "}}")) {
            ApiException refused = refused(dialect("vllm"), TOOLS_ONLY, use(Choice.REQUIRED, WEATHER), field);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.param()).isIn("response_format", "guided_json");
            assertThat(refused).hasMessageContaining("'tool_choice'");
        }
    }

    @Test
    void anOutputFormatOrACallIsAStructuralTag() {
        GenerateCall call = EnforcedCalls.call(
                dialect("vllm"),
                TOOLS_ONLY,
                PROMPT,
                use(Choice.AUTO, WEATHER),
                "\"response_format\":{\"type\":\"json_object\"}");
        JsonNode tag = structuralTag(call);
        assertThat(tag.get("type").textValue()).isEqualTo("tags_with_separator");
        assertThat(tag.at("/tags/0"))
                .isEqualTo(
                        json(
                                "{\"type\":\"tag\",\"begin\":\"\",\"content\":{\"type\":\"json_schema\",\"json_schema\":{\"type\":\"object\"}},\"end\":\"\"}"));
        assertThat(tag.at("/tags/1/begin").textValue()).contains("get_weather");
        assertThat(call.reading().enforced()).isEqualTo(Enforced.NOTHING);
    }

    @Test
    void aSchemaThatWouldForbidTheCallsIsRefused() {
        for (Dialect dialect : List.of(dialect("tensorrt-llm"), vllm(StructuralTags.NEVER))) {
            ApiException refused = refused(
                    dialect, TOOLS_ONLY, use(Choice.AUTO, WEATHER), "\"response_format\":{\"type\":\"json_object\"}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.param()).isEqualTo("response_format");
            assertThat(refused).hasMessageContaining("'tools'");
        }
    }

    @Test
    void specialTokensAreKeptWhereCallsOrThoughtsAreRead() {
        for (GenerateCall call : List.of(
                call(dialect("vllm"), use(Choice.AUTO, WEATHER)),
                EnforcedCalls.call(dialect("vllm"), HERMES, PROMPT, null, ""),
                EnforcedCalls.call(
                        dialect("vllm"),
                        HERMES,
                        PROMPT,
                        null,
                        "\"skip_special_tokens\":true,\"spaces_between_special_tokens\":true"))) {
            assertThat(sampling(call).get("skip_special_tokens").booleanValue()).isFalse();
            assertThat(sampling(call).get("spaces_between_special_tokens").booleanValue())
                    .isFalse();
        }
    }

    @Test
    void aTextAnswerNeedsNoTag() {
        GenerateCall plain = EnforcedCalls.call(dialect("vllm"), TOOLS_ONLY, PROMPT, null, "");
        assertThat(sampling(plain).has("skip_special_tokens")).isFalse();
        assertThat(plain.reading()).isSameAs(ResponseReading.TEXT);
    }

    @Test
    void afterOpenedReasoningTheModelReasonsFirst() {
        GenerateCall call = EnforcedCalls.call(dialect("vllm"), HERMES, THINKING, use(Choice.REQUIRED, WEATHER), "");
        JsonNode tag = structuralTag(call);
        assertThat(tag.get("type").textValue()).isEqualTo("sequence");
        assertThat(tag.at("/elements/0"))
                .isEqualTo(json(
                        "{\"type\":\"tag\",\"begin\":\"\",\"content\":{\"type\":\"any_text\"},\"end\":\"</think>\"}"));
        assertThat(tag.at("/elements/2/type").textValue()).isEqualTo("triggered_tags");
        assertThat(tag.at("/elements/2/at_least_one").booleanValue()).isTrue();
        assertThat(call.reading().enforced()).isEqualTo(Enforced.NOTHING);
        JsonNode named =
                structuralTag(EnforcedCalls.call(dialect("vllm"), HERMES, THINKING, named(TIME, WEATHER, TIME), ""));
        assertThat(named.at("/elements/2/tags")).hasSize(1);
    }

    @Test
    void finishedReasoningNeedsNoTag() {
        String over = THINKING + "\n</think>\n\n";
        GenerateCall call = EnforcedCalls.call(dialect("vllm"), HERMES, over, use(Choice.REQUIRED, WEATHER), "");
        assertThat(structuredOutputs(call).has("json")).isTrue();
    }

    @Test
    void anOutputFormatAppliesAfterTheReasoningToo() {
        for (String[] form : new String[][] {
            {
                "\"response_format\":{\"type\":\"json_object\"}",
                "{\"type\":\"json_schema\",\"json_schema\":{\"type\":\"object\"}}"
            },
            {"\"guided_json\":" + SCHEMA, "{\"type\":\"json_schema\",\"json_schema\":" + SCHEMA + "}"},
            {"\"guided_regex\":\"[ab]\"", "{\"type\":\"regex\",\"pattern\":\"[ab]\"}"},
            {"\"guided_grammar\":\"root ::= x\"", "{\"type\":\"grammar\",\"grammar\":\"root ::= x\"}"},
            {
                "\"guided_choice\":[\"a\",\"b\"]",
                "{\"type\":\"or\",\"elements\":[{\"type\":\"const_string\",\"value\":\"a\"},{\"type\":\"const_string\",\"value\":\"b\"}]}"
            }
        }) {
            JsonNode tag = structuralTag(EnforcedCalls.call(dialect("vllm"), HERMES, THINKING, null, form[0]));
            assertThat(tag.at("/elements/0/end").textValue()).isEqualTo("</think>");
            assertThat(tag.at("/elements/2")).isEqualTo(json(form[1]));
        }
    }

    @Test
    void withoutTagsAGrammarAfterOpenedReasoningIsRefusedWithAdvice() {
        Dialect older = Dialects.named("vllm", new DialectOptions("guided_decoding", false));
        for (Dialect dialect : List.of(older, vllm(StructuralTags.NEVER), dialect("tensorrt-llm"))) {
            ApiException call = catchThrowableOfType(
                    ApiException.class,
                    () -> EnforcedCalls.call(dialect, HERMES, THINKING, use(Choice.REQUIRED, WEATHER), ""));
            assertThat(call.status()).isEqualTo(400);
            assertThat(call.param()).isEqualTo("tool_choice");
            assertThat(call)
                    .hasMessageContaining("'reasoning_effort': 'none'")
                    .hasMessageContaining("'enable_thinking': false");
            ApiException form = catchThrowableOfType(
                    ApiException.class,
                    () -> EnforcedCalls.call(
                            dialect, HERMES, THINKING, null, "\"response_format\":{\"type\":\"json_object\"}"));
            assertThat(form.status()).isEqualTo(400);
            assertThat(form.param()).isEqualTo("response_format");
        }
    }

    @Test
    void aPythonicModelThatThinksIsRefused() {
        ResponseFormat thinks = new ResponseFormat(PYTHONIC.tools(), HERMES.reasoning());
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> EnforcedCalls.call(dialect("vllm"), thinks, THINKING, use(Choice.REQUIRED, WEATHER), ""));
        assertThat(refused.param()).isEqualTo("tool_choice");
        assertThat(EnforcedCalls.call(dialect("vllm"), thinks, PROMPT, use(Choice.REQUIRED, WEATHER), "")
                        .reading()
                        .enforced())
                .isEqualTo(Enforced.CALLS);
    }

    @Test
    void anEngineThatWaitsForTheThoughtsGetsTheSchema() {
        Dialect waits = Dialects.named(
                "vllm", new DialectOptions("structured_outputs", false, StructuralTags.AUTO, true, false));
        GenerateCall call = EnforcedCalls.call(waits, HERMES, THINKING, use(Choice.REQUIRED, WEATHER), "");
        assertThat(structuredOutputs(call).has("json")).isTrue();
        assertThat(call.reading().enforced()).isEqualTo(Enforced.CALLS);
        assertThat(structuredOutputs(EnforcedCalls.call(
                        waits, HERMES, THINKING, null, "\"response_format\":{\"type\":\"json_object\"}")))
                .isEqualTo(json("{\"json_object\":true}"));
        assertThat(refusedTags(waits)).isFalse();
    }

    private static boolean refusedTags(Dialect waits) {
        return structuralTag(EnforcedCalls.call(waits, HERMES, THINKING, use(Choice.AUTO, strict(WEATHER)), ""))
                .toString()
                .contains("</think>");
    }

    @Test
    void harmonyHasHeadersSoItAlwaysGetsATag() {
        ResponseFormat harmony =
                new ResponseFormat(ResponseTemplates.tools("harmony"), ResponseTemplates.reasoning("harmony"));
        String prompt = "<|start|>user<|message|>hi<|end|><|start|>assistant";
        JsonNode calls =
                structuralTag(EnforcedCalls.call(dialect("vllm"), harmony, prompt, use(Choice.REQUIRED, WEATHER), ""));
        assertThat(calls.get("type").textValue()).isEqualTo("or");
        assertThat(calls.at("/elements/0/elements/0/begin").textValue()).isEqualTo("<|channel|>analysis<|message|>");
        assertThat(calls.at("/elements/1/triggers/0").textValue()).isEqualTo("<|channel|>commentary to=functions.");
        JsonNode form = structuralTag(EnforcedCalls.call(
                dialect("vllm"), harmony, prompt, null, "\"response_format\":{\"type\":\"json_object\"}"));
        assertThat(form.at("/elements/1/begin").textValue()).isEqualTo("<|channel|>final<|message|>");
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> EnforcedCalls.call(dialect("tensorrt-llm"), harmony, prompt, use(Choice.REQUIRED, WEATHER), ""));
        assertThat(refused.param()).isEqualTo("tool_choice");
    }

    @ParameterizedTest
    @FieldSource("io.openaitriton.response.ResponseTemplates#TOOLS")
    void everyFamilyGetsATagOfItsOwnFormatOrIsRefused(String family) {
        ResponseFormat format = new ResponseFormat(ResponseTemplates.tools(family), null);
        ToolUse strict = use(Choice.AUTO, strict(WEATHER), TIME);
        if (List.of("gemma4", "lfm2", "llama4_pythonic", "minicpm3", "olmo3", "pythonic", "functionary_v32")
                .contains(family)) {
            assertThat(refused(dialect("vllm"), format, strict, "").param()).isEqualTo("tools[0].function.strict");
            return;
        }
        JsonNode tag = structuralTag(EnforcedCalls.call(dialect("vllm"), format, PROMPT, strict, ""));
        assertThat(tag.get("type").textValue()).isEqualTo("triggered_tags");
        assertThat(tag.at("/triggers/0").textValue()).isNotBlank();
        tag.get("tags")
                .forEach(one -> assertThat(one.get("begin").textValue())
                        .startsWith(tag.at("/triggers/0").textValue()));
        assertThat(tag.toString()).contains("get_weather").contains("place");
    }

    @Test
    void parametersInTagsAreTextsOrJsonAsTheirSchemaSays() {
        ResponseFormat coder = new ResponseFormat(ResponseTemplates.tools("qwen3_coder"), null);
        Tool edit = tool(
                "edit",
                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"line\":{\"type\":\"integer\"},"
                        + "\"mode\":{\"enum\":[\"a\",\"b\"]},\"at\":{\"$ref\":\"#/$defs/At\"}},"
                        + "\"required\":[\"text\",\"line\",\"mode\"],\"$defs\":{\"At\":{\"type\":\"object\"}}}");
        JsonNode content = structuralTag(
                        EnforcedCalls.call(dialect("vllm"), coder, PROMPT, use(Choice.AUTO, strict(edit)), ""))
                .at("/tags/0/content/elements");
        assertThat(content.at("/0"))
                .isEqualTo(
                        json(
                                "{\"type\":\"tag\",\"begin\":\"<parameter=text>\\n\",\"content\":{\"type\":\"any_text\"},\"end\":\"\\n</parameter>\\n\"}"));
        assertThat(content.at("/1/content"))
                .isEqualTo(
                        json(
                                "{\"type\":\"json_schema\",\"json_schema\":{\"type\":\"integer\",\"$defs\":{\"At\":{\"type\":\"object\"}}}}"));
        assertThat(content.at("/2/content/elements")).hasSize(2);
        assertThat(content.at("/3/type").textValue()).isEqualTo("or");
        assertThat(content.at("/3/elements/0/content/json_schema/$defs/At/type").textValue())
                .isEqualTo("object");
    }

    @Test
    void harmonyGetsATagEvenIfTheEngineWaitsForReasoning() {
        String prompt = "<|start|>user<|message|>hi<|end|><|start|>assistant";
        ResponseFormat harmony =
                new ResponseFormat(ResponseTemplates.tools("harmony"), ResponseTemplates.reasoning("harmony"));
        Dialect waits = Dialects.named(
                "vllm", new DialectOptions("structured_outputs", false, StructuralTags.AUTO, true, false));
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> EnforcedCalls.call(waits, harmony, prompt, use(Choice.REQUIRED, WEATHER), ""));
        assertThat(refused.param()).isEqualTo("tool_choice");
        ResponseFormat callsOnly = new ResponseFormat(harmony.tools(), null);
        assertThat(structuralTag(EnforcedCalls.call(
                                dialect("vllm"), callsOnly, prompt, use(Choice.REQUIRED, WEATHER), ""))
                        .get("type")
                        .textValue())
                .isEqualTo("or");
    }

    @Test
    void gemmaIsForcedToCallAfterItsReasoningWithoutASchemaOfArguments() {
        ResponseFormat gemma =
                new ResponseFormat(ResponseTemplates.tools("gemma4"), ResponseTemplates.reasoning("gemma"));
        String prompt = "<|turn>model\n<|channel>thought\n";
        JsonNode tag =
                structuralTag(EnforcedCalls.call(dialect("vllm"), gemma, prompt, use(Choice.REQUIRED, WEATHER), ""));
        assertThat(tag.at("/elements/0/end").textValue()).isEqualTo("<channel|>");
        assertThat(tag.at("/elements/2/tags/0"))
                .isEqualTo(
                        json(
                                "{\"type\":\"tag\",\"begin\":\"<|tool_call>call:get_weather\",\"content\":{\"type\":\"any_text\"},\"end\":\"<tool_call|>\"}"));
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> EnforcedCalls.call(dialect("vllm"), gemma, prompt, use(Choice.AUTO, strict(WEATHER)), ""));
        assertThat(refused).hasMessageContaining("the tool 'get_weather'");
    }

    @Test
    void anOutputFormatForbidsNoCallsIfTheyAreNotRead() {
        GenerateCall call = EnforcedCalls.call(
                dialect("vllm"),
                ResponseFormat.TEXT,
                PROMPT,
                use(Choice.AUTO, WEATHER),
                "\"response_format\":{\"type\":\"json_object\"}");
        assertThat(structuredOutputs(call)).isEqualTo(json("{\"json_object\":true}"));
        assertThat(call.reading().isNeeded()).isFalse();
    }

    @Test
    void marksAroundTheTextOfAModelAreReadWithoutToolsToo() {
        ResponseFormat cohere = new ResponseFormat(ResponseTemplates.tools("cohere"), null);
        GenerateCall call = EnforcedCalls.call(dialect("vllm"), cohere, PROMPT, null, "");
        assertThat(call.reading().isNeeded()).isTrue();
        assertThat(sampling(call).get("skip_special_tokens").booleanValue()).isFalse();
    }
}
