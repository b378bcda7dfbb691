package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/clients.md names the versions of clients that the tests use. */
class ClientsPageTest {
    private static final String NODE = "examples/clients/node/package.json";
    private static final String PYTHON = "examples/clients/python/requirements.txt";

    @ParameterizedTest
    @CsvSource({
        ".ci/agents, CODEX=@openai/codex@",
        ".ci/agents, CLAUDE_CODE=@anthropic-ai/claude-code@",
        ".ci/agents, QWEN_CODE=@qwen-code/qwen-code@",
        NODE + ", '\"openai\": \"'",
        NODE + ", '\"@openai/agents\": \"'",
        NODE + ", '\"@anthropic-ai/sdk\": \"'",
        NODE + ", '\"@langchain/openai\": \"'",
        NODE + ", '\"@langchain/anthropic\": \"'",
        NODE + ", '\"@ai-sdk/openai\": \"'",
        NODE + ", '\"@ai-sdk/openai-compatible\": \"'",
        PYTHON + ", openai==",
        PYTHON + ", openai-agents==",
        PYTHON + ", anthropic==",
        PYTHON + ", langchain-openai==",
        PYTHON + ", langchain-anthropic==",
        "pom.xml, <openai-java.version>",
        "pom.xml, <anthropic-java.version>",
        "examples/clients/pom.xml, <spring-ai.version>"
    })
    void aVersionIsTheOneThatIsTested(String file, String before) throws IOException {
        Matcher version = Pattern.compile("(?m)(?<![\\w-])" + Pattern.quote(before) + "([\\d.]+)")
                .matcher(Files.readString(Path.of(file)));
        assertThat(version.find()).as(before + " in " + file).isTrue();
        assertThat(Files.readString(Path.of("docs/clients.md"))).contains(version.group(1));
    }
}
