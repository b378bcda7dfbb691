package io.openaitriton.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.openaitriton.access.RedisServer;
import io.openaitriton.live.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisResponseStoreTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(20);

    private RedisServer redis;
    private CapturedLog log;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        log = CapturedLog.open();
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            log.close();
            redis.close();
        }
    }

    private RedisResponseStore store() {
        return new RedisResponseStore(redis.uri(), TIMEOUT, Duration.ofMinutes(1));
    }

    @Test
    void gatewaysShareResponsesAndOwnersDoNot() throws IOException {
        try (RedisResponseStore here = store();
                RedisResponseStore there = store()) {
            here.put("a", "1", new byte[] {1});
            here.put("a", "2", new byte[] {2});
            assertThat(there.get("a", List.of("2", "3", "1"))).containsExactly(new byte[] {2}, null, new byte[] {1});
            assertThat(there.get("a", List.of())).isEmpty();
            assertThat(there.get("b", List.of("1"))).containsOnlyNulls();
            assertThat(there.delete("b", "1")).isFalse();
            assertThat(there.delete("a", "1")).isTrue();
            assertThat(here.get("a", List.of("1"))).containsOnlyNulls();
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void storedResponsesExpire() throws IOException {
        try (RedisResponseStore store = store();
                RedisClient client = RedisClient.create(redis.uri())) {
            store.put("a", "1", new byte[] {1});
            RedisCommands<String, String> commands = client.connect().sync();
            List<String> keys = commands.keys("*");
            assertThat(keys).containsExactly("openai-triton-gateway:response:a:1");
            assertThat(commands.pttl(keys.get(0))).isBetween(1L, 60_000L);
        }
    }

    @Test
    void aSilentRedisDelaysOneRequestAndIsFoundAgain() throws Exception {
        try (RedisResponseStore store = store()) {
            store.put("a", "1", new byte[] {1});
            redis.freeze();
            try {
                assertThatThrownBy(() -> store.get("a", List.of("1")))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no answer in 2000 ms");
                // known to be away
                assertThatThrownBy(() -> store.put("a", "2", new byte[] {2}))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("does not answer");
                assertThat(log.messages())
                        .singleElement()
                        .asString()
                        .contains("Responses are not stored in Redis at 127.0.0.1");
            } finally {
                redis.thaw();
            }
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> store.get("a", List.of("1")).get(0).length == 1);
        }
    }

    @Test
    void aGatewayStartsWithoutRedisAndFindsIt() throws IOException {
        redis.close();
        try (RedisResponseStore store = store()) {
            assertThatThrownBy(() -> store.put("a", "1", new byte[] {1})).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.delete("a", "1")).isInstanceOf(IOException.class);
            assertThat(log.messages()).hasSize(1);
            redis.begin();
            await().atMost(SOON).ignoreExceptions().until(() -> {
                store.put("a", "1", new byte[] {1});
                return true;
            });
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void aFullRedisKeepsItsConnectionAndCausesOneWarning() throws IOException {
        redis.close();
        redis.begin("--maxmemory", "1", "--maxmemory-policy", "noeviction");
        try (RedisResponseStore store = store()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.put("a", "1", new byte[] {1}))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("OOM");
                assertThat(store.get("a", List.of("1"))).containsOnlyNulls();
            }
            assertThat(log.messages()).singleElement().asString().contains("OOM");
        }
    }

    @Test
    void aPasswordIsUsedAndNotLogged() throws IOException {
        redis.close();
        redis.begin("--requirepass", "pass-word");
        try (RedisResponseStore store =
                new RedisResponseStore(redis.uri().replace("//", "//:pass-word@"), TIMEOUT, Duration.ofMinutes(1))) {
            store.put("a", "1", new byte[] {1});
            assertThat(log.messages()).isEmpty();
        }
        try (RedisResponseStore store =
                new RedisResponseStore(redis.uri().replace("//", "//:pass-wrong@"), TIMEOUT, Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> store.put("a", "1", new byte[] {1})).isInstanceOf(IOException.class);
        }
        assertThat(log.messages()).hasSize(1).noneMatch(line -> line.contains("pass-w"));
    }
}
