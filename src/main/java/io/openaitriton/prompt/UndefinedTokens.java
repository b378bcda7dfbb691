package io.openaitriton.prompt;

import io.openaitriton.prompt.source.TemplateSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Named tokens that a template uses, and that neither a file next to it nor the model's definition defines. */
final class UndefinedTokens {
    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token");

    private UndefinedTokens() {}

    static List<String> of(TemplateProbe probe, TemplateSource source, PromptSettings settings) {
        Map<String, String> words = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (String name : NAMES) {
            boolean defined = name.equals("bos_token")
                    ? !settings.bosToken().isEmpty()
                    : source.specialTokens().containsKey(name);
            if (!defined && source.text().contains(name)) {
                names.add(name);
                words.put(name, name + ContentShapes.FIRST);
            }
        }
        if (names.isEmpty()) {
            return List.of();
        }
        Map<String, Object> user = TemplateProbe.message("user", "Hello");
        Map<String, Object> assistant = TemplateProbe.message("assistant", "Hi");
        String prompt = probe.render(List.of(user, assistant, user), words)
                + probe.render(List.of(TemplateProbe.message("system", "Help"), user, assistant, user), words);
        return names.stream().filter(name -> prompt.contains(words.get(name))).toList();
    }
}
