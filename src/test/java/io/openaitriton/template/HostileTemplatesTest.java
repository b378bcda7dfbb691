package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openaitriton.template.error.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HostileTemplatesTest {
    static final Set<TemplateException.Kind> BOUNDS =
            Set.of(TemplateException.Kind.TIME, TemplateException.Kind.MEMORY, TemplateException.Kind.LIMIT);

    @Test
    @Timeout(300)
    void everyHostileTemplateEndsAtALimit() {
        Map<String, String> otherwise = new HashMap<>();
        HostileTemplates.cases().forEach((name, source) -> {
            try {
                ChatTemplate.parse(source, HostileTemplates.QUICK).render(Map.of());
                otherwise.put(name, "came to its end");
            } catch (TemplateException e) {
                // some fail for the value that they were given
                if (!BOUNDS.contains(e.kind()) && e.kind() != TemplateException.Kind.VALUE) {
                    otherwise.put(name, e.kind().toString());
                }
            }
        });
        assertThat(otherwise).isEmpty();
    }

    @Test
    void theSameLimitsAllowLongConversations() {
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
    void aRenderingFreesItsPlaceAfterEveryEnd() {
        ChatTemplate endless = ChatTemplate.parse(
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                HostileTemplates.QUICK);
        // more than there are places: each of them would time out as busy
        for (int i = 0; i <= 2 * Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(catchThrowableOfType(TemplateException.class, () -> endless.render(Map.of()))
                            .kind())
                    .isEqualTo(TemplateException.Kind.TIME);
        }
    }
}
