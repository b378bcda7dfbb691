package io.openaitriton.simulator;

import java.util.List;
import java.util.stream.Collectors;

/** The JSON that describes the server and its models. */
final class ModelDocuments {
    /** Triton 26.01, the release the wire format was recorded from. */
    static final String SERVER = "{\"name\":\"triton\",\"version\":\"2.65.0\",\"extensions\":[\"classification\","
            + "\"sequence\",\"model_repository\",\"model_repository(unload_dependents)\",\"schedule_policy\","
            + "\"model_configuration\",\"system_shared_memory\",\"cuda_shared_memory\",\"binary_tensor_data\","
            + "\"parameters\",\"statistics\",\"logging\"]}";

    private ModelDocuments() {}

    /** Every model, sorted by name. */
    static String index(List<String> models) {
        return models.stream()
                .sorted()
                .map(model -> "{\"name\":" + OutputWriter.quote(model) + ",\"version\":\"1\",\"state\":\"READY\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    static String metadata(String model) {
        return "{\"name\":" + OutputWriter.quote(model) + ",\"versions\":[\"1\"],\"platform\":\"vllm\",\"inputs\":"
                + signature(Tensor.INPUTS) + ",\"outputs\":" + signature(Tensor.OUTPUTS) + "}";
    }

    static String config(String model) {
        return "{\"name\":" + OutputWriter.quote(model) + ",\"platform\":\"\",\"backend\":\"vllm\",\"runtime\":\"\","
                + "\"version_policy\":{\"latest\":{\"num_versions\":1}},\"max_batch_size\":0,\"input\":"
                + Tensor.INPUTS.stream().map(ModelDocuments::inputConfig).collect(Collectors.joining(",", "[", "]"))
                + ",\"output\":"
                + Tensor.OUTPUTS.stream().map(ModelDocuments::outputConfig).collect(Collectors.joining(",", "[", "]"))
                + ",\"batch_input\":[],\"batch_output\":[],\"optimization\":{\"priority\":\"PRIORITY_DEFAULT\","
                + "\"input_pinned_memory\":{\"enable\":true},\"output_pinned_memory\":{\"enable\":true},"
                + "\"gather_kernel_buffer_threshold\":0,\"eager_batching\":false},\"instance_group\":[{\"name\":"
                + OutputWriter.quote(model + "_0") + ",\"kind\":\"KIND_CPU\",\"count\":1,\"gpus\":[],"
                + "\"secondary_devices\":[],\"profile\":[],\"passive\":false,\"host_policy\":\"\"}],"
                + "\"default_model_filename\":\"\",\"cc_model_filenames\":{},\"metric_tags\":{},\"parameters\":{},"
                + "\"model_warmup\":[],\"model_transaction_policy\":{\"decoupled\":true}}";
    }

    private static String signature(List<Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> "{\"name\":\"" + tensor.name() + "\",\"datatype\":\"" + tensor.datatype()
                        + "\",\"shape\":[" + tensor.dim() + "]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String inputConfig(Tensor tensor) {
        return "{\"name\":\"" + tensor.name() + "\",\"data_type\":\"" + configType(tensor)
                + "\",\"format\":\"FORMAT_NONE\",\"dims\":[" + tensor.dim()
                + "],\"is_shape_tensor\":false,\"allow_ragged_batch\":false,\"optional\":"
                + !tensor.name().equals("text_input") + ",\"is_non_linear_format_io\":false}";
    }

    private static String outputConfig(Tensor tensor) {
        return "{\"name\":\"" + tensor.name() + "\",\"data_type\":\"" + configType(tensor) + "\",\"dims\":["
                + tensor.dim() + "],\"label_filename\":\"\",\"is_shape_tensor\":false,"
                + "\"is_non_linear_format_io\":false}";
    }

    private static String configType(Tensor tensor) {
        return "TYPE_" + (tensor.datatype().equals("BYTES") ? "STRING" : tensor.datatype());
    }
}
