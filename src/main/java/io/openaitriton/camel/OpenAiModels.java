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
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** The models that the routes define, and the answers that need no model. */
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

    /** Whether requests must keep OpenAI's limits where backends take more. Default false. */
    public void setStrictLimits(boolean strictLimits) {
        this.strictLimits = strictLimits;
    }

    /** Where answers tell what a model thinks: {@code reasoning_content}, which is the default, {@code reasoning} or {@code both}. */
    public void setReasoningField(String field) {
        this.reasoningField = ReasoningField.of(field);
    }

    /** Every model that the router can send requests to, by name, and that the client's key may use if it has one. */
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
        // a header or query parameter of the client's by this name stands before what the path has
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

    /** A model as Anthropic's API has it. */
    public AnthropicModel toAnthropicModel(@Body Model model) {
        return AnthropicModel.of(model);
    }

    /**
     * Keeps a chat request that is well-formed for the steps after it, as the exchange properties {@code openaiRequest}, {@code
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
     * Notes, as the exchange property {@code openaiRoute}, the name of the {@code direct:} route of the model that answers to the name in the
     * request: its exact id, as it is listed, or one of the names in its definition. Without such a model there is no property.
     *
     * @throws ApiException 400 when the name is that of a model which does something else
     */
    public void find(@ExchangeProperty(OpenAiProperties.MODEL) String model, Exchange exchange) {
        find(model, TritonModel.class, exchange);
    }

    /** The same for a request for embeddings. */
    public void findEmbedding(@ExchangeProperty(OpenAiProperties.MODEL) String model, Exchange exchange) {
        find(model, EmbeddingModel.class, exchange);
    }

    /** The same for a request for the judgement of pairs of texts. */
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
     * Refuses a model that no branch of the router takes.
     *
     * @throws ApiException 404 always, or 400 when the request names no model
     */
    public void refuse(@ExchangeProperty(OpenAiProperties.MODEL) String model) {
        if (model == null || model.isEmpty()) {
            throw ApiException.invalid("model", "Missing required parameter: 'model'.");
        }
        throw ApiException.modelNotFound(model);
    }

    /** Every model that is defined, by name. */
    public static List<ServedModel> definitions(CamelContext context) {
        return context.getRegistry().findByType(ServedModel.class).stream()
                .sorted(Comparator.comparing(ServedModel::getModel))
                .toList();
    }
}
