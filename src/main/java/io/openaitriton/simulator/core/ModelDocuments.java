package io.openaitriton.simulator.core;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The JSON that describes the server and its models. */
public final class ModelDocuments {
    /** Triton 26.01, the release the wire format was recorded from. */
    public static final String SERVER =
            "{\"name\":\"triton\",\"version\":\"2.65.0\",\"extensions\":[\"classification\","
                    + "\"sequence\",\"model_repository\",\"model_repository(unload_dependents)\",\"schedule_policy\","
                    + "\"model_configuration\",\"system_shared_memory\",\"cuda_shared_memory\",\"binary_tensor_data\","
                    + "\"parameters\",\"statistics\",\"logging\"]}";

    private ModelDocuments() {}

    /** Every model, sorted by name. */
    public static String index(Collection<String> models) {
        return models.stream()
                .sorted()
                .map(model -> "{\"name\":" + ResponseJson.quote(model) + ",\"version\":\"1\",\"state\":\"READY\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    public static String metadata(String model, ModelConfig config) {
        return "{\"name\":" + ResponseJson.quote(model) + ",\"versions\":[\"1\"],\"platform\":\"" + config.backend()
                + "\",\"inputs\":" + signature(config, config.inputs()) + ",\"outputs\":"
                + signature(config, config.outputs()) + "}";
    }

    public static String config(String model, ModelConfig config) {
        String name = ResponseJson.quote(model);
        return "{\"name\":" + name + ",\"platform\":\"" + (config.isEnsemble() ? "ensemble" : "") + "\",\"backend\":\""
                + (config.isEnsemble() ? "" : config.backend()) + "\",\"runtime\":\"\","
                + "\"version_policy\":{\"latest\":{\"num_versions\":1}},\"max_batch_size\":" + config.maxBatchSize()
                + ",\"input\":" + list(config.inputs(), ModelDocuments::inputConfig) + ",\"output\":"
                + list(config.outputs(), ModelDocuments::outputConfig) + ",\"batch_input\":[],\"batch_output\":[],"
                + (config.isEnsemble() ? steps(config) : instances(name))
                + "\"default_model_filename\":\"" + (config.backend().equals("python") ? "model.py" : "")
                + "\",\"cc_model_filenames\":{},\"metric_tags\":{},\"parameters\":"
                + parameters(config) + ",\"model_warmup\":[],\"model_transaction_policy\":{\"decoupled\":"
                + config.decoupled() + "}}";
    }

    private static String instances(String name) {
        return "\"optimization\":{\"priority\":\"PRIORITY_DEFAULT\",\"input_pinned_memory\":{\"enable\":true},"
                + "\"output_pinned_memory\":{\"enable\":true},\"gather_kernel_buffer_threshold\":0,"
                + "\"eager_batching\":false},\"instance_group\":[{\"name\":" + name.substring(0, name.length() - 1)
                + "_0\",\"kind\":\"KIND_CPU\",\"count\":1,\"gpus\":[],\"secondary_devices\":[],\"profile\":[],"
                + "\"passive\":false,\"host_policy\":\"\"}],";
    }

    /** A real ensemble has three steps; one with the same tensors stands for them. */
    private static String steps(ModelConfig config) {
        return "\"ensemble_scheduling\":{\"step\":[{\"model_name\":\"trtllm_core\",\"model_version\":-1,\"input_map\":"
                + identity(config.inputs()) + ",\"output_map\":" + identity(config.outputs())
                + ",\"model_namespace\":\"\"}],\"max_inflight_requests\":0},\"instance_group\":[],";
    }

    private static String identity(List<Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> "\"" + tensor.name() + "\":\"" + tensor.name() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String parameters(ModelConfig config) {
        return config.parameters().entrySet().stream()
                .map(parameter -> "\"" + parameter.getKey() + "\":{\"string_value\":"
                        + ResponseJson.quote(parameter.getValue()) + "}")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Shapes begin with the batch here, and do not in the configuration. */
    private static String signature(ModelConfig config, List<Tensor> tensors) {
        return list(
                tensors,
                tensor -> "{\"name\":\"" + tensor.name() + "\",\"datatype\":\"" + tensor.datatype() + "\",\"shape\":["
                        + (config.isBatching() ? "-1," : "") + dims(tensor) + "]}");
    }

    private static String inputConfig(Tensor tensor) {
        return "{\"name\":\"" + tensor.name() + "\",\"data_type\":\"" + configType(tensor)
                + "\",\"format\":\"FORMAT_NONE\",\"dims\":[" + dims(tensor)
                + "],\"is_shape_tensor\":false,\"allow_ragged_batch\":false,\"optional\":" + tensor.optional()
                + ",\"is_non_linear_format_io\":false}";
    }

    private static String outputConfig(Tensor tensor) {
        return "{\"name\":\"" + tensor.name() + "\",\"data_type\":\"" + configType(tensor) + "\",\"dims\":["
                + dims(tensor) + "],\"label_filename\":\"\",\"is_shape_tensor\":false,"
                + "\"is_non_linear_format_io\":false}";
    }

    private static String list(List<Tensor> tensors, Function<Tensor, String> json) {
        return tensors.stream().map(json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String dims(Tensor tensor) {
        return tensor.dims().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String configType(Tensor tensor) {
        return "TYPE_" + (tensor.datatype().equals("BYTES") ? "STRING" : tensor.datatype());
    }
}
