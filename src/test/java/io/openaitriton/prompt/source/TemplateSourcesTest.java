package io.openaitriton.prompt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateSourcesTest {
    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertWrong(String setting, String... words) {
        assertThatThrownBy(() -> TemplateSources.find(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void everyBuiltInNameHasATemplateThatIsParsedAndControlTokens() {
        for (String name : TemplateSources.BUILT_IN) {
            TemplateSource source = TemplateSources.find(name);
            assertThat(source.controlTokens()).as(name).isNotEmpty();
            String marker = new PromptTemplate(source, PromptSettings.DEFAULT).generationMarker();
            // Mistral's prompts just end
            assertThat(marker.isEmpty()).as(name).isEqualTo(name.equals("mistral"));
        }
    }

    @Test
    void aTokenizerConfigHasTheTemplateAndTheTokens() throws IOException {
        Path file = write("tokenizer_config.json", """
                {"chat_template": "{{ eos_token }}", "bos_token": {"content": "<s>"}, "eos_token": "</s>",
                 "pad_token": null, "add_bos_token": true, "additional_special_tokens": ["<|tool|>"],
                 "added_tokens_decoder": {"1": {"content": "<|im_end|>", "special": true},
                                          "2": {"content": "<think>", "special": false}}}
                """);
        TemplateSource source = TemplateSources.find(file.toString());
        assertThat(source.text()).isEqualTo("{{ eos_token }}");
        assertThat(source.specialTokens()).isEqualTo(Map.of("eos_token", "</s>"));
        assertThat(source.controlTokens()).containsExactlyInAnyOrder("<s>", "</s>", "<|tool|>", "<|im_end|>");
        assertThat(TemplateSources.find("file:" + file).text()).isEqualTo("{{ eos_token }}");
    }

    @Test
    void ofSeveralNamedTemplatesTheDefaultIsUsedAndThatForToolsWithTools() throws IOException {
        Path file = write("tokenizer_config.json", """
                {"chat_template": [{"name": "default", "template": "a"}, {"name": "tool_use", "template": "b"}]}
                """);
        assertThat(TemplateSources.find(file.toString()))
                .returns("a", TemplateSource::text)
                .returns("b", TemplateSource::toolUse);
        write(
                "tokenizer_config.json",
                "{\"chat_template\":[{\"name\":\"x\",\"template\":\"a\"},{\"name\":\"y\",\"template\":\"b\"}]}");
        assertWrong(file.toString(), "tokenizer_config.json", "[x, y]", "default");
    }

    @Test
    void aTemplateForToolsMayBeAFileOfItsOwn() throws IOException {
        Path file = write("chat_template.jinja", "a");
        Files.createDirectory(folder.resolve("additional_chat_templates"));
        write("additional_chat_templates/tool_use.jinja", "b");
        assertThat(TemplateSources.find(file.toString()))
                .returns("a", TemplateSource::text)
                .returns("b", TemplateSource::toolUse);
    }

    @Test
    void aJinjaFileHasTheTokensOfTheConfigNextToIt() throws IOException {
        Path file = write("chat_template.jinja", "{{ '<|im_start|>' }}");
        assertThat(TemplateSources.find(file.toString()).controlTokens()).containsExactly("<|im_start|>");
        write("tokenizer_config.json", "{\"eos_token\": \"<end>\"}");
        assertThat(TemplateSources.find(file.toString()))
                .returns("{{ '<|im_start|>' }}", TemplateSource::text)
                .returns(Map.of("eos_token", "<end>"), TemplateSource::specialTokens);
    }

    @Test
    void tokensAreTakenFromAllOfTheTokenizersFiles() throws IOException {
        Path file = write("chat_template.jinja", "{{ messages[0].content }}");
        write("tokenizer_config.json", "{\"eos_token\": \"<end>\", \"image_token\": {\"content\": \"<img>\"}}");
        write("special_tokens_map.json", "{\"eos_token\": \"<other>\", \"additional_special_tokens\": [\"<x>\"]}");
        write("tokenizer.json", """
                {"version": "1.0", "truncation": null, "added_tokens": [
                  {"id": 1, "content": "<start>", "special": true}, {"id": 2, "content": "<tool_call>", "special": false}],
                 "model": not even JSON
                """);
        assertThat(TemplateSources.find(file.toString()))
                .returns(Map.of("eos_token", "<end>", "image_token", "<img>"), TemplateSource::specialTokens)
                .satisfies(source -> assertThat(source.controlTokens())
                        .containsExactlyInAnyOrder("<end>", "<img>", "<other>", "<x>", "<start>"));
        assertThat(TemplateSources.specialTokens(folder)).containsExactly("<start>");
        assertThat(TemplateSources.specialTokens(folder.resolve("none"))).isEmpty();
    }

    @Test
    void tokensAreFoundWhereTransformers5PutsThem() throws IOException {
        Path file = write("chat_template.jinja", "{{ messages[0].content }}");
        write("tokenizer_config.json", """
                {"bos_token": null, "eos_token": "<|im_end|>", "extra_special_tokens": ["<|im_start|>", {"content": "<|x|>"}]}
                """);
        assertThat(TemplateSources.find(file.toString()).controlTokens())
                .containsExactlyInAnyOrder("<|im_end|>", "<|im_start|>", "<|x|>");
        write("tokenizer_config.json", """
                {"extra_special_tokens": {"image_token": "<|image|>"}, "model_specific_special_tokens": {"audio_token": "<|audio|>"}}
                """);
        assertThat(TemplateSources.find(file.toString()))
                .returns(Map.of("image_token", "<|image|>", "audio_token", "<|audio|>"), TemplateSource::specialTokens)
                .satisfies(source ->
                        assertThat(source.controlTokens()).containsExactlyInAnyOrder("<|image|>", "<|audio|>"));
    }

    @Test
    void aConfigThatNamesTokensDoesNotHideThoseOfTheTemplate() throws IOException {
        write(
                "tokenizer_config.json",
                "{\"pad_token\": \"<|endoftext|>\", \"chat_template\": \"{{ '<|im_start|>' }}\"}");
        assertThat(TemplateSources.find(folder.toString()).controlTokens())
                .containsExactlyInAnyOrder("<|endoftext|>", "<|im_start|>");
    }

    @Test
    void aFolderIsSearched() throws IOException {
        assertWrong(folder.toString(), "chat_template.jinja", "tokenizer_config.json");
        write("tokenizer_config.json", "{\"chat_template\": \"config\"}");
        assertThat(TemplateSources.find(folder.toString()).text()).isEqualTo("config");
        write("chat_template.jinja", "jinja");
        assertThat(TemplateSources.find(folder.toString()).text()).isEqualTo("jinja");
    }

    @Test
    void missingOrWrongFilesAreReported() throws IOException {
        assertWrong("llama-4", "llama-4", "llama-3.1", "tokenizer_config.json");
        assertWrong("models/x/tokenizer_config.json", "models/x/tokenizer_config.json");
        assertWrong(write("none.json", "{}").toString(), "none.json", "no chat_template");
        assertWrong(write("bad.json", "{\n \"chat_template\": x}").toString(), "bad.json", "line 2");
    }

    @Test
    void tokensAreReadFromTheTemplateWithoutAConfig() {
        assertThat(TokenizerConfig.lookingLikeTokens(
                        "{{ '<|im_start|>' + x }}[INST] {{ y }} [/INST]<start_of_turn></s><｜User｜>[0] [A] <b> <|a b|>"))
                .containsExactly("<|im_start|>", "[INST]", "[/INST]", "<start_of_turn>", "</s>", "<｜User｜>");
    }
}
