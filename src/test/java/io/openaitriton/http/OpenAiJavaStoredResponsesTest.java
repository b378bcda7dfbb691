package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.inputitems.InputItemListParams;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.OpenAiJava;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java client continues, reads and deletes stored responses, with its checks of every object. */
@ExtendWith(GatewayExtension.class)
class OpenAiJavaStoredResponsesTest {
    private static TritonSimulator triton;
    private static OpenAIClient client;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        GatewayServer gateway = gateways.shared("openai.template", "qwen-2.5", "openai.reasoning-format", "think");
        client = OpenAiJava.client(gateway);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationIsContinuedByTheIdOfItsLastResponse(boolean stream) throws Exception {
        triton.enqueue(ScriptedReply.text("<think>\nHm.\n</think>\nParis."));
        Response first = ask("Capital of France?", null, stream);
        triton.takeRequest(Duration.ofSeconds(5));
        triton.enqueue(ScriptedReply.text("Rome."));
        Response next = ask("And of Italy?", first.id(), stream);
        assertThat(next.previousResponseId()).hasValue(first.id());
        assertThat(triton.takeRequest(Duration.ofSeconds(5)).body())
                .contains("Capital of France?", "Paris.", "And of Italy?");

        assertThat(client.responses().retrieve(next.id()).validate()).isEqualTo(next);
        List<ResponseItem> items = new ArrayList<>();
        client.responses()
                .inputItems()
                .list(InputItemListParams.builder()
                        .responseId(next.id())
                        .order(InputItemListParams.Order.ASC)
                        .limit(2)
                        .build())
                .autoPager()
                .forEach(item -> items.add(item.validate()));
        assertThat(items).hasSize(4);
        assertThat(items.get(0).isResponseInputMessageItem()).isTrue();
        assertThat(items.get(1).isReasoning()).isTrue();
        assertThat(items.get(2).isResponseOutputMessage()).isTrue();
        assertThat(items.get(3).isResponseInputMessageItem()).isTrue();
    }

    @Test
    void aResponseIsDeletedAndNotCancelled() {
        Response response = ask("hi", null, false);
        assertThatThrownBy(() -> client.responses().cancel(response.id()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Cannot cancel");
        client.responses().delete(response.id());
        assertThatThrownBy(() -> client.responses().retrieve(response.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.responses().delete(response.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> ask("And?", response.id(), false)).isInstanceOf(BadRequestException.class);
    }

    private static Response ask(String input, String previous, boolean stream) {
        ResponseCreateParams.Builder request =
                ResponseCreateParams.builder().model("llama-3-8b").input(input);
        if (previous != null) {
            request.previousResponseId(previous);
        }
        if (!stream) {
            return client.responses().create(request.build()).validate();
        }
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(request.build())) {
            events.stream().peek(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return accumulator.response().validate();
    }
}
