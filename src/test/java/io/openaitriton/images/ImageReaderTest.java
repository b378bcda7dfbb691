package io.openaitriton.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are in the request itself. */
class ImageReaderTest {
    private final ImageReader reader = ImageReader.ofDataUrls(6);

    @ParameterizedTest
    @CsvSource({
        "'data:image/png;base64,QUJD', image/png, QUJD",
        "'DATA:Image/PNG;Base64,QUJD', image/png, QUJD",
        "'data:image/svg+xml;charset=utf-8;base64,QQ==', image/svg+xml, QQ==",
        "'data:image/jpeg;base64,QQ', image/jpeg, QQ=="
    })
    void aDataUrlIsItsImage(String url, String mediaType, String base64) {
        assertThat(reader.read(url)).isEqualTo(new Image(mediaType, base64));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:text/plain;base64,QUJD | media type",
                "data:;base64,QUJD | media type",
                "data:image/;base64,QUJD | media type",
                "data:image/png,QUJD | form",
                "data:image/png;base64 | form",
                "data: | form",
                "data:image/png;base64, | empty",
                "data:image/png;base64,QUJDQ | not valid base64",
                "data:image/png;base64,Q%3D | not valid base64",
                "data:image/png;base64,_-_- | not valid base64",
                "data:image/png;base64,QUJDREVGRw== | larger in total",
                "data:image/png;base64,QUJDREVGR0hJSktMTU5P | larger in total",
                "file:///etc/passwd | must begin with data",
                "ftp://example.org/a.png | must begin with data",
                "httpx://example.org/a.png | must begin with data",
                "http://example.org/a.png | only as 'data:' URLs",
                "HTTPS://example.org/a.png | only as 'data:' URLs"
            })
    void anythingButAnImageIsRefused(String url, String why) {
        assertThatThrownBy(() -> reader.read(url))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theLimitIsForAllImagesTogether() {
        reader.read("data:image/png;base64,QUJD");
        reader.read("data:image/png;base64,QUJD");
        assertThatThrownBy(() -> reader.read("data:image/png;base64,QQ==")).hasMessageContaining("larger in total");
    }
}
