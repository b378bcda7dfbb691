package io.openaitriton.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Turns a JSON value into the elements of a tensor, with Triton's errors for what does not fit. */
final class TensorReader {
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private TensorReader() {}

    /** @param batching whether a fixed shape may be repeated, as a batch */
    static List<JsonNode> elements(Tensor tensor, JsonNode value, boolean batching) {
        if (tensor.datatype().equals("FP16")) {
            throw invalid("sending FP16 data via JSON is not supported. Please use the binary data format for input "
                    + tensor.name());
        }
        List<JsonNode> elements = new ArrayList<>();
        flatten(value, elements);
        elements.forEach(element -> checkType(tensor.datatype(), element));
        if (!fits(tensor, elements.size(), batching)) {
            throw invalid("The schema can not convert input '" + tensor.name() + "' to tensor with proper shape");
        }
        return elements;
    }

    private static void checkType(String datatype, JsonNode element) {
        switch (datatype) {
            case "BYTES" -> require(element.isTextual(), "JSON bytes array", "string", "string");
            case "BOOL" -> require(element.isBoolean(), "'data'", "boolean", "boolean");
            case "FP32" -> require(element.isNumber(), "'data'", "number", "double");
            case "UINT8", "UINT32", "UINT64" ->
                require(isUnsigned(element), "'data'", "unsigned-integer", "unsigned-integer");
            default ->
                require(
                        element.isIntegralNumber() && element.canConvertToLong(),
                        "'data'",
                        "signed-integer",
                        "signed-integer");
        }
    }

    private static boolean isUnsigned(JsonNode element) {
        return element.isIntegralNumber()
                && element.bigIntegerValue().signum() >= 0
                && element.bigIntegerValue().compareTo(MAX_UNSIGNED) <= 0;
    }

    private static void require(boolean condition, String what, String not, String as) {
        if (!condition) {
            throw TritonError.beforeModel(
                    500, "Unable to parse " + what + ": attempt to access JSON non-" + not + " as " + as);
        }
    }

    /** Triton can tell the size of one open dimension only. */
    private static boolean fits(Tensor tensor, int count, boolean batching) {
        return switch ((int) tensor.openDims()) {
            case 0 -> batching ? count % tensor.fixedElements() == 0 : count == tensor.fixedElements();
            case 1 -> count % tensor.fixedElements() == 0;
            default -> false;
        };
    }

    private static void flatten(JsonNode value, List<JsonNode> elements) {
        if (value.isArray()) {
            value.forEach(element -> flatten(element, elements));
        } else {
            elements.add(value);
        }
    }

    private static TritonError invalid(String text) {
        return TritonError.beforeModel(400, text);
    }
}
