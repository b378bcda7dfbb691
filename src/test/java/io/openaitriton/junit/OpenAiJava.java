package io.openaitriton.junit;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.time.Duration;

/** The official Java client, as tests want it: with its checks of every object and event, and without retries. */
public final class OpenAiJava {
    private OpenAiJava() {}

    /** A client of this gateway; the caller closes it. */
    public static OpenAIClient client(GatewayServer gateway) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey("none")
                .timeout(Duration.ofSeconds(20))
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }
}
