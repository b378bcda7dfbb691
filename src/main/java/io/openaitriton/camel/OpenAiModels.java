package io.openaitriton.camel;

import io.openaitriton.access.KeyUse;
import io.openaitriton.api.ReasoningField;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.models.AnthropicModel;
import io.openaitriton.api.models.AnthropicModelList;
import io.openaitriton.api.models.Model;
import io.openaitriton.api.models.ModelList;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.model.ModelRoutes;
import io.openaitriton.model.ServedModel;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** The models that the routes define, and the answers that need no call to a model. */
public final class OpenAiModels {
    private int maxMessages = 2048;
    private boolean strictLimits;
    private ReasoningField reasoningField = ReasoningField.REASONING_CONTENT;
    private volatile ModelRoutes routes;

    /** How many messages a chat request may have, 1 or more. */
    public void setMaxMessages(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("'maxMessages' must be 1 or more, but is " + count);
        }
        this.maxMessages = count;
    }

    /** Whether OpenAI's limits apply even if backends accept more. Default false. */
    public void setStrictLimits(boolean strictLimits) {
        this.strictLimits = strictLimits;
    }

    /** Field of answers for a model's reasoning: {@code reasoning_content}, the default, {@code reasoning} or {@code both}. */
    public void setReasoningField(String field) {
        this.reasoningField = ReasoningField.of(field);
    }

    /** Every model that the router can reach, by name, and that the client's key may use if it has one. */
    public ModelList list(@ExchangeProperty(OpenAiProperties.KEY) KeyUse key, CamelContext context) {
        return new ModelList(routes(context).models().stream()
                .filter(model -> key == null || key.key().allows(model.getModel()))
                .sorted(Comparator.comparing(ServedModel::getModel))
                .map(ServedModel::describe)
                .toList());
    }

    /**
     * One model.
     *
     * @throws ApiException 404 when no definition has this name, or the client's key may not use it
     */
    public Model get(
            @Header("id") Object path, @ExchangeProperty(OpenAiProperties.KEY) KeyUse key, CamelContext context) {
        // a client's header or query parameter with this name takes precedence over the path
        String id = String.valueOf(path instanceof List<?> all ? all.get(all.size() - 1) : path);
        return list(key, context).data().stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ApiException.modelNotFound(id));
    }

    /** The models as Anthropic's API lists them. */
    public AnthropicModelList toAnthropicList(@Body ModelList models) {
        return AnthropicModelList.of(models);
    }

    /** A model in the form of Anthropic's API. */
    public AnthropicModel toAnthropicModel(@Body Model model) {
        return AnthropicModel.of(model);
    }

    /**
     * Checks a chat request and stores it for the next steps, as the exchange properties {@code openaiRequest}, {@code
     * openaiModel} and {@code openaiStream}.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    public void accept(@Body ChatCompletionRequest request, Exchange exchange) {
        ChatRequest accepted =
                ChatRequest.of(request, maxMessages, strictLimits).with(reasoningField);
        exchange.setProperty(OpenAiProperties.REQUEST, accepted);
        OpenAiClient.accepted(exchange, request.model(), request.stream(), strictLimits);
    }

    /**
     * Sets the exchange property {@code openaiRoute} to the name of the {@code direct:} route of the requested model: by its
     * exact id, as listed, or by a name in its definition. Without such a model there is no property.
     *
     * @throws ApiException 400 if a model of another kind has this name
     */
    public void find(@ExchangeProperty(OpenAiProperties.MODEL) String model, Exchange exchange) {
        find(model, TritonModel.class, exchange);
    }

    /** The same for an embeddings request. */
    public void findEmbedding(@ExchangeProperty(OpenAiProperties.MODEL) String model, Exchange exchange) {
        find(model, EmbeddingModel.class, exchange);
    }

    /** The same for a rerank or score request. */
    public void findRerank(@ExchangeProperty(OpenAiProperties.MODEL) String model, Exchange exchange) {
        find(model, RerankModel.class, exchange);
    }

    private void find(String name, Class<? extends ServedModel> kind, Exchange exchange) {
        String route = null;
        if (name != null) {
            ModelRoutes all = routes(exchange.getContext());
            route = all.of(name, kind);
            ServedModel other = route == null ? all.another(name, kind) : null;
            if (other != null) {
                throw ApiException.of(
                        400,
                        "invalid_request_error",
                        "model",
                        "model_not_supported",
                        "The model '" + other.getModel() + "' does not support this endpoint. Use " + other.edge()
                                + ".",
                        null);
            }
        }
        exchange.setProperty(OpenAiProperties.ROUTE, route);
    }

    private ModelRoutes routes(CamelContext context) {
        ModelRoutes known = routes;
        if (known == null) {
            known = new ModelRoutes(context);
            routes = known;
        }
        return known;
    }

    /**
     * Refuses a model that no branch of the router matches.
     *
     * @throws ApiException 404 always, or 400 when the request names no model
     */
    public void refuse(@ExchangeProperty(OpenAiProperties.MODEL) String model) {
        if (model == null || model.isEmpty()) {
            throw ApiException.invalid("model", "Missing required parameter: 'model'.");
        }
        throw ApiException.modelNotFound(model);
    }

    /** Every defined model, by name. */
    public static List<ServedModel> definitions(CamelContext context) {
        return context.getRegistry().findByType(ServedModel.class).stream()
                .sorted(Comparator.comparing(ServedModel::getModel))
                .toList();
    }
}
