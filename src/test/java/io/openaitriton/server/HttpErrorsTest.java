package io.openaitriton.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors of requests whose answer fails before its first byte is written. */
class HttpErrorsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Router router = Router.router(vertx);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void anErrorHasItsOwnLengthAndNotThatOfTheAnswerItReplaces() throws Exception {
        router.get("/long").handler(request -> {
            request.response().putHeader("Content-Length", "100000");
            request.fail(new RejectedExecutionException());
        });
        HttpResponse<String> answer = get("/long");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.body().length());
        assertThat(answer.body()).contains("The gateway has too many requests");
    }

    @Test
    void anErrorIsWholeWhereTheAnswerItReplacesWasChunked() throws Exception {
        router.get("/chunked").handler(request -> {
            request.response().setChunked(true);
            request.fail(new RejectedExecutionException());
        });
        HttpResponse<String> answer = get("/chunked");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
        assertThat(answer.body()).endsWith("}");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpErrors.install(router).ready();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
