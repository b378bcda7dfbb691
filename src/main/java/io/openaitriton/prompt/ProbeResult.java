package io.openaitriton.prompt;

import io.openaitriton.prompt.sanitize.TurnMarker;
import io.openaitriton.prompt.source.TemplateSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The results of trying a template. Several models may share a template, and each live edit creates their definitions again, so
 * each template is tried only once.
 *
 * @param capabilities how it renders conversations
 * @param turnMarkers what it writes around messages; none for a built-in template, whose control tokens are all known
 * @param undefinedTokens tokens that it uses and no file defines
 * @param generationMarker the text that opens the model's turn; empty if unknown
 * @param callSample how it renders tools and calls
 * @param singleCalls whether it fails for a second call in a turn
 */
record ProbeResult(
        TemplateCapabilities capabilities,
        List<TurnMarker> turnMarkers,
        List<String> undefinedTokens,
        String generationMarker,
        CallSample callSample,
        boolean singleCalls) {
    private static final int MOST = 64;

    /** The oldest is dropped above this number: templates come from files, and there are few of them. */
    private static final Map<Key, ProbeResult> KNOWN = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ProbeResult> eldest) {
            return size() > MOST;
        }
    };

    private record Key(TemplateSource source, PromptSettings settings) {}

    /** The known results for this template with these settings, or else the results of trying it. */
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
