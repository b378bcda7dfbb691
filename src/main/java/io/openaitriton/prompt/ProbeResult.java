package io.openaitriton.prompt;

import io.openaitriton.prompt.sanitize.TurnMarker;
import io.openaitriton.prompt.source.TemplateSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What was found about a template by trying it. Several models may have one template, and live reload makes their
 * definitions anew with each edit: each template is tried once.
 *
 * @param capabilities what it makes of conversations
 * @param turnMarkers what it writes around messages; none for a built-in template, which names all of its control tokens
 * @param undefinedTokens tokens that it writes and nobody told
 * @param generationMarker what opens the model's own turn; empty when it cannot be told
 * @param callSample what it does with tools and calls
 * @param singleCalls whether it raises for a second call in a turn
 */
record ProbeResult(
        TemplateCapabilities capabilities,
        List<TurnMarker> turnMarkers,
        List<String> undefinedTokens,
        String generationMarker,
        CallSample callSample,
        boolean singleCalls) {
    private static final int MOST = 64;

    /** The oldest goes when there are too many: they come from files, and there are few of those. */
    private static final Map<Key, ProbeResult> KNOWN = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ProbeResult> eldest) {
            return size() > MOST;
        }
    };

    private record Key(TemplateSource source, PromptSettings settings) {}

    /** What is known of this template with these settings, or else what trying it finds. */
    static ProbeResult of(TemplateSource source, PromptSettings settings, Supplier<ProbeResult> tried) {
        Key key = new Key(source, settings);
        synchronized (KNOWN) {
            ProbeResult known = KNOWN.get(key);
            if (known == null) {
                known = tried.get();
                KNOWN.put(key, known);
            }
            return known;
        }
    }
}
