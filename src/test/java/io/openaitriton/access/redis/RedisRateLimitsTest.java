package io.openaitriton.access.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.openaitriton.access.RateLimit;
import io.openaitriton.access.RedisServer;
import io.openaitriton.access.bucket.LocalRateLimits;
import io.openaitriton.live.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisRateLimitsTest {
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

    private RedisRateLimits meters() {
        return new RedisRateLimits(redis.uri(), TIMEOUT, new LocalRateLimits(() -> 0));
    }

    @Test
    void gatewaysShareALimit() {
        try (RedisRateLimits here = meters();
                RedisRateLimits there = meters()) {
            RateLimit one = here.meter("tokens", "a", 100);
            RateLimit other = there.meter("tokens", "a", 100);
            assertThat(one.take(60).remaining()).isEqualTo(40);
            RateLimit.Reading refused = other.take(60);
            assertThat(refused.taken()).isFalse();
            assertThat(refused.remaining()).isLessThan(60);
            assertThat(refused.waitNanos()).isPositive();
            assertThat(there.meter("tokens", "b", 100).take(100).taken()).isTrue();

            one.giveBack(50);
            await().atMost(SOON).until(() -> other.take(60).taken());
            other.charge(1000);
            await().atMost(SOON).until(() -> !one.take(1).taken());
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void entriesInRedisHaveTheKeysNameAndExpire() {
        try (RedisRateLimits meters = meters();
                RedisClient client = RedisClient.create(redis.uri())) {
            meters.meter("requests", "team-a", 60).take(30);
            RedisCommands<String, String> commands = client.connect().sync();
            List<String> keys = commands.keys("*");
            assertThat(keys).containsExactly("openai-triton-gateway:requests:team-a:60");
            assertThat(commands.pttl(keys.get(0))).isBetween(1L, 130_000L);
        }
    }

    @Test
    void withoutRedisEachGatewayCountsOnItsOwnAndLogsItOnce() {
        try (RedisRateLimits here = meters();
                RedisRateLimits there = meters()) {
            RateLimit one = here.meter("requests", "a", 10);
            RateLimit other = there.meter("requests", "a", 10);
            assertThat(one.take(6).taken()).isTrue();
            redis.close();

            assertThat(one.take(10).taken()).isTrue();
            assertThat(one.take(1).taken()).isFalse();
            one.giveBack(1);
            assertThat(one.take(1).taken()).isTrue();
            here.look();
            assertThat(other.take(10).taken()).isTrue();
            assertThat(log.messages())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("Redis at 127.0.0.1"));

            redis.begin();
            here.look();
            there.look();
            assertThat(one.take(6).taken()).isTrue();
            assertThat(other.take(6).taken()).isFalse();
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void aSilentRedisDelaysOnlyOneRequest() throws Exception {
        try (RedisRateLimits meters = new RedisRateLimits(redis.uri(), TIMEOUT, new LocalRateLimits(() -> 0))) {
            RateLimit meter = meters.meter("requests", "a", 10);
            meter.take(1);
            redis.freeze();
            try {
                assertThat(meter.take(10).taken()).isTrue();
                assertThat(meter.take(1).taken()).isFalse();
                meters.look();
                assertThat(log.messages()).hasSize(1);
            } finally {
                redis.thaw();
            }
            await().atMost(SOON).until(() -> {
                meters.look();
                return meter.take(1).taken();
            });
        }
    }

    @Test
    void aGatewayStartsWithoutRedis() {
        redis.close();
        try (RedisRateLimits meters = meters()) {
            RateLimit meter = meters.meter("requests", "a", 10);
            assertThat(meter.take(10).taken()).isTrue();
            assertThat(log.messages()).hasSize(1);
            redis.begin();
            meters.look();
            assertThat(meter.take(10).taken()).isTrue();
        }
    }

    @Test
    void aPasswordIsUsedAndNotLogged() {
        redis.close();
        redis.begin("--requirepass", "pass-word");
        String uri = redis.uri().replace("//", "//:pass-word@");
        try (RedisRateLimits meters = new RedisRateLimits(uri, TIMEOUT, new LocalRateLimits(() -> 0))) {
            assertThat(log.messages()).isEmpty();
            assertThat(meters.meter("requests", "a", 10).take(1).remaining()).isEqualTo(9);
        }
        String wrong = redis.uri().replace("//", "//:pass-wrong@");
        try (RedisRateLimits meters = new RedisRateLimits(wrong, TIMEOUT, new LocalRateLimits(() -> 0))) {
            assertThat(meters.meter("requests", "a", 10).take(10).taken()).isTrue();
        }
        assertThat(log.messages()).hasSize(1).noneMatch(line -> line.contains("pass-w"));
        assertThatThrownBy(() -> new RedisRateLimits("127.0.0.1:6379", TIMEOUT, new LocalRateLimits(() -> 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
