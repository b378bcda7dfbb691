package io.openaitriton.prompt.source;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a tokenizer next to a chat template. Each may define tokens. */
record TokenizerFiles(Path template) {

    /** The data of all files. */
    TokenizerConfig read() {
        TokenizerConfig config = new TokenizerConfig();
        if (template.toString().endsWith(".json")) {
            config.add(JsonFile.read(template));
        }
        for (String name : new String[] {"tokenizer_config.json", "special_tokens_map.json"}) {
            Path file = template.resolveSibling(name);
            if (Files.isRegularFile(file) && !file.equals(template)) {
                config.add(JsonFile.read(file));
            }
        }
        Path tokenizer = template.resolveSibling("tokenizer.json");
        if (Files.isRegularFile(tokenizer)) {
            config.addAddedTokens(JsonFile.field(tokenizer, "added_tokens"));
        }
        return config;
    }
}
