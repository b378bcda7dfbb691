package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileTemplatesTest {
    /** A fraction of the default bounds, so that the test is quick. */
    private static final TemplateOptions SMALL = new TemplateOptions(
            Clock.systemUTC(), new TemplateLimits(10_000, 512 << 10, 1 << 20, 200, 100_000, 256 << 10));

    @Test
    void everyHostileTemplateEndsByPassingABound() {
        Map<String, String> otherwise = new HashMap<>();
        HostileTemplates.cases().forEach((name, source) -> {
            try {
                ChatTemplate.parse(source, SMALL).render(Map.of());
                otherwise.put(name, "came to its end");
            } catch (TemplateException e) {
                if (e.kind() != TemplateException.Kind.LIMIT) {
                    otherwise.put(name, e.toString());
                }
            }
        });
        assertThat(otherwise).isEmpty();
    }

    @Test
    void theSameBoundsLetLongConversationsThrough() {
        ChatTemplate template = ChatTemplate.parse(
                "{% for m in messages %}{{ '<|' + m.role + '|>' + m['content'] | trim }}"
                        + "{% if '</think>' in m.content %}{{ m.content.split('</think>')[-1].lstrip('\\n') }}{% endif %}{% endfor %}");
        List<Map<String, Object>> messages = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            messages.add(Map.of("role", "user", "content", "Message " + i));
        }
        assertThat(template.render(Map.of("messages", messages))).endsWith("Message 4999");

        String large = "<think>x</think>" + "é line\n".repeat(10_000_000 / 7);
        assertThat(template.render(Map.of("messages", List.of(Map.of("role", "user", "content", large)))))
                .hasSizeGreaterThan(19_000_000);
    }

    @Test
    void boundsGrowWithTheInputAndNotBeyondIt() {
        ChatTemplate template = ChatTemplate.parse("{% for a in range(99999) %}{{ x }}{% endfor %}");
        assertThat(catchThrowableOfType(
                                TemplateException.class, () -> template.render(Map.of("x", "a".repeat(1_000_000))))
                        .kind())
                .isEqualTo(TemplateException.Kind.LIMIT);
    }
}
