package io.openaitriton.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs may be fetched. */
class AllowedHostsTest {
    private final AllowedHosts hosts = new AllowedHosts(" a.example.org, *.example.com\nb.example.org:8080 [::1]");

    @ParameterizedTest
    @CsvSource({
        "http://a.example.org/x.png, http://a.example.org/x.png",
        "https://A.Example.org, https://a.example.org/",
        "https://a.example.org:443/x?a=%2F&b=1#part, https://a.example.org:443/x?a=%2F&b=1",
        "http://a.example.org:443/x, http://a.example.org:443/x",
        "http://deep.in.example.com/x, http://deep.in.example.com/x",
        "http://b.example.org:8080/x, http://b.example.org:8080/x",
        "http://[::1]/x, http://[::1]/x"
    })
    void theHostsOfTheListAreAllowed(String url, String fetched) {
        assertThat(hosts.require(url)).hasToString(fetched);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/x",
                "http://b.a.example.org/x",
                "http://xa.example.org/x",
                "http://example.com/x",
                "http://xexample.com/x",
                "http://a.example.org.evil.org/x",
                "http://a.example.org:8080/x",
                "http://b.example.org/x",
                "http://evil.org/?a.example.org",
                "http://127.0.0.1/x"
            })
    void allOthersAreRefused(String url) {
        assertThatThrownBy(() -> hosts.require(url))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("does not fetch images from the host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a.example.org\\@evil.org/x",
                "http://a.example.org /x",
                "http://a.example.org\r\nX: y/",
                "http:a.example.org/x",
                "http:///x",
                "http://a.example.org%00.evil.org/x",
                "http://a_b.example.com/x",
                "http://user@a.example.org/x",
                "http://user:password@a.example.org/x",
                "http://evil.org:80@a.example.org:80@/x"
            })
    void aUrlThatCanBeReadInTwoWaysIsRefused(String url) {
        assertThatThrownBy(() -> hosts.require(url)).isInstanceOf(ImageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "http://example.org", "example.org/x", "*example.org", "a.*.org", "user@example.org"})
    void aListOfAnythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new AllowedHosts(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
