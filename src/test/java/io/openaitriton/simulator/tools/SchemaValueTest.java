package io.openaitriton.simulator.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaValueTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CHECKED =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Path CASES = Path.of("../shared/tool-calls/roundtrip.jsonl.gz");
    private static final Path AGENTS = Path.of("../shared/agents");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'object','properties':{'a':{'type':'string','enum':['x','y']}},'required':['a']}",
                "{'type':'object','properties':{'a':{'const':7},'b':{'type':['null','integer']}},'required':['a','b']}",
                "{'type':'object','properties':{'a':{'type':'integer','minimum':50},'b':{'type':'integer','maximum':3}},"
                        + "'required':['a','b']}",
                "{'type':'object','properties':{'a':{'type':'integer','exclusiveMinimum':99,'multipleOf':5}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'number','minimum':-2.5,'maximum':-1.5}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'string','minLength':20},'b':{'type':'string','maxLength':3}},"
                        + "'required':['a','b']}",
                "{'type':'object','properties':{'a':{'type':'string','pattern':'^[A-Z]{3}-\\\\d{4,6}(x|y)?$'}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'string','pattern':'^(?:foo|bar)+\\\\.[^a-z]+$','minLength':12}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'string','format':'date-time'},'b':{'type':'string','format':'uuid'},"
                        + "'c':{'type':'string','format':'email'},'d':{'type':'string','format':'uri'}},'required':['a','b','c','d']}",
                "{'type':'object','properties':{'a':{'type':'array','items':{'type':'integer'},'minItems':3,'uniqueItems':true}},"
                        + "'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'array','items':{'enum':['r','g','b']},'minItems':3,'uniqueItems':true}},"
                        + "'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'array','maxItems':0}},'required':['a']}",
                "{'type':'object','properties':{'a':{'type':'array','prefixItems':[{'type':'string'},{'type':'boolean'}],"
                        + "'items':false}},'required':['a']}",
                "{'type':'object','properties':{'a':{'anyOf':[{'type':'null'},{'type':'object','properties':{'b':{'type':'boolean'}},"
                        + "'required':['b'],'additionalProperties':false}]}},'required':['a'],'additionalProperties':false}",
                "{'type':'object','properties':{'a':{'oneOf':[{'type':'integer'},{'type':'string'}]}},'required':['a']}",
                "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},"
                        + "{'properties':{'b':{'type':'integer'}},'required':['b']}]}",
                "{'type':'object','properties':{'p':{'$ref':'#/$defs/Point'}},'required':['p'],"
                        + "'$defs':{'Point':{'type':'object','properties':{'x':{'type':'number'}},'required':['x']}}}",
                "{'type':'object','properties':{'t':{'$ref':'#/$defs/Tree'}},'required':['t'],'$defs':{'Tree':{'type':'object',"
                        + "'properties':{'left':{'anyOf':[{'$ref':'#/$defs/Tree'},{'type':'null'}]}},'required':['left']}}}",
                "{'type':'object','minProperties':2,'additionalProperties':{'type':'integer'}}",
                "{'type':'object','properties':{'a':{'properties':{'b':{}},'required':['b']},'c':{'type':'object'}},'required':['a','c']}",
                "{'type':'object','properties':{'a':{'type':'string','default':'d'}},'required':['a']}",
                "{'type':'object','required':['undeclared']}",
                "{'type':'object'}"
            })
    void argumentsSatisfyTheSchema(String schema) throws IOException {
        JsonNode tree = JSON.readTree(schema.replace('\'', '"'));
        assertThat(wrong(tree, SchemaValue.arguments(tree, Hints.NONE))).isEmpty();
        assertThat(wrong(tree, SchemaValue.arguments(tree, new Hints("Add 7 to 3 in Oslo, read a.txt", null, 0))))
                .isEmpty();
        assertThat(wrong(tree, SchemaValue.whole(tree))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'city':{'type':'string'}} | What is the weather in New York? | {'city':'New York'}",
                "{'city':{'type':'string'}} | Lisbon please | {'city':'Lisbon'}",
                "{'path':{'type':'string'}} | Read notes/a.txt and tell me what it says. | {'path':'notes/a.txt'}",
                "{'file_path':{'type':'string','description':'An absolute path'}} | Read a.txt | {'file_path':'/home/me/a.txt'}",
                "{'url':{'type':'string'}} | Fetch https://example.com/x?y=1 now | {'url':'https://example.com/x?y=1'}",
                "{'unit':{'enum':['celsius','fahrenheit']}} | In Fahrenheit, please | {'unit':'fahrenheit'}",
                "{'days':{'type':'integer','maximum':9}} | On 31 May, for 3 days | {'days':3}",
                "{'a':{'type':'number'}} | Take 2.5 of them | {'a':2.5}",
                "{'query':{'type':'string'}} | What is new? | {'query':'What is new?'}",
                "{'title':{'type':'string'}} | Add \"Buy milk\" to my list | {'title':'Buy milk'}",
                "{'command':{'type':'string'}} | Run `ls -l` | {'command':'ls -l'}",
                "{'x':{'type':'string'}} | Hello | {'x':'simulated'}"
            })
    void argumentsComeFromTheUsersWords(String properties, String message, String expected) throws IOException {
        JsonNode schema = JSON.readTree("{\"type\":\"object\",\"properties\":" + properties.replace('\'', '"') + "}");
        List<String> names = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(names::add);
        ((ObjectNode) schema).set("required", JSON.valueToTree(names));
        assertThat(SchemaValue.arguments(schema, new Hints(message, "/home/me", 0)))
                .hasToString(expected.replace('\'', '"'));
    }

    @Test
    void ofSeveralCallsEachTakesAnotherName() throws IOException {
        JsonNode schema = JSON.readTree(
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");
        assertThat(Stream.of(0, 1, 2)
                        .map(turn -> SchemaValue.arguments(schema, new Hints("Compare Rome and Oslo", null, turn))
                                .get("city")
                                .textValue()))
                .containsExactly("Rome", "Oslo", "Rome");
    }

    @Test
    void argumentsOfRealToolsSatisfyTheirSchemas() throws IOException {
        Assumptions.assumeTrue(Files.isRegularFile(CASES), "skipped: there is no " + CASES + " with tools");
        List<String> wrong = new ArrayList<>();
        int tools = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(CASES)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (JsonNode tool : JSON.readTree(line).get("tools")) {
                    check(tool.path("function").path("parameters"), wrong);
                    tools++;
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tools).isGreaterThan(5000);
    }

    @Test
    void argumentsOfAgentsToolsSatisfyTheirSchemas() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(AGENTS), "skipped: there is no " + AGENTS + " with requests of agents");
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.list(AGENTS)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".json")).toList()) {
                for (JsonNode tool : JSON.readTree(file.toFile()).path("body").path("tools")) {
                    JsonNode function = tool.has("function") ? tool.get("function") : tool;
                    check(
                            function.has("input_schema") ? function.get("input_schema") : function.path("parameters"),
                            wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(JsonNode schema, List<String> wrong) {
        if (schema.isObject()) {
            wrong.addAll(wrong(schema, SchemaValue.arguments(schema, new Hints("Read a.txt in Paris", "/tmp", 0))));
            wrong.addAll(wrong(schema, SchemaValue.whole(schema)));
        }
    }

    private static List<String> wrong(JsonNode schema, JsonNode value) {
        return SCHEMAS.getSchema(schema, CHECKED).validate(value).stream()
                .map(message -> message.getMessage() + " in " + value + " for " + schema)
                .toList();
    }
}
