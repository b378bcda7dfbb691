package io.openaitriton.response.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTypingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{} ~ 5 ~ \"5\"",
                "{'type': 'integer'} ~ 9223372036854775807 ~ 9223372036854775807",
                "{'type': 'integer'} ~ five ~ \"five\"",
                "{'type': 'number'} ~ 1.50 ~ 1.50",
                "{'type': 'boolean'} ~ True ~ true",
                "{'type': ['string', 'null']} ~ None ~ null",
                "{'type': 'string'} ~ null ~ \"null\"",
                "{'anyOf': [{'type': 'integer'}, {'type': 'null'}]} ~ 5 ~ 5",
                "{'$ref': '#/$defs/Days'} ~ 5 ~ 5",
                "{'type': 'array'} ~ ['a', True] ~ [\"a\", true]",
                "{'type': 'object'} ~ {\"a\": [1]} ~ {\"a\": [1]}",
                "{'type': 'array'} ~ [{\\\"a\\\": \\\"b\\\"}] ~ [{\"a\": \"b\"}]",
                "{'type': 'int'} ~ 5 ~ 5",
                "{'type': 'float'} ~ 3.14 ~ 3.14",
                "{'type': 'bool'} ~ true ~ true",
                "{'type': 'dict'} ~ {\"a\": 1} ~ {\"a\": 1}",
                "{'type': 'list'} ~ [1] ~ [1]",
                "{'enum': [1, 2]} ~ 2 ~ 2",
                "{'enum': ['1', '2']} ~ 2 ~ \"2\"",
                "{'const': true} ~ true ~ true",
                "{'properties': {'a': {}}} ~ {\"a\": 1} ~ {\"a\": 1}",
                "{'items': {}} ~ [1] ~ [1]"
            })
    void aValueHasTheTypeOfTheSchema(String schema, String raw, String json) throws JsonProcessingException {
        String tool = "{'properties': {'value': " + schema + "}, '$defs': {'Days': {'type': 'integer'}}}";
        SchemaTyping typing = new SchemaTyping(new ObjectMapper().readTree(tool.replace('\'', '"')));
        assertThat(typing.json("value", raw)).isEqualTo(json);
    }
}
