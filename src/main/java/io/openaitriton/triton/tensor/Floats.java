package io.openaitriton.triton.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of single precision as bytes, little-endian: as Triton sends them, and as OpenAI's base64 has them. */
public final class Floats {
    public static final int BYTES = Float.BYTES;

    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    /** All bits of the exponent: infinity, or NaN. */
    private static final int NOT_FINITE = 0x7F80_0000;

    private Floats() {}

    public static float get(byte[] bytes, int at) {
        return (float) FLOAT.get(bytes, at);
    }

    public static void put(byte[] bytes, int at, float number) {
        FLOAT.set(bytes, at, number);
    }

    /** Index of the first number that is infinite or NaN, or -1. */
    public static int notFinite(byte[] bytes, int offset, int count) {
        for (int i = 0; i < count; i++) {
            if (((int) INT.get(bytes, offset + i * BYTES) & NOT_FINITE) == NOT_FINITE) {
                return i;
            }
        }
        return -1;
    }

    /** The same tensor in single precision. */
    static TensorData single(TensorData tensor) {
        if (tensor.type() == DataType.FP32) {
            return tensor;
        }
        int count = tensor.count();
        byte[] bytes = new byte[Math.multiplyExact(count, BYTES)];
        int size = tensor.type().size();
        for (int i = 0; i < count; i++) {
            int at = tensor.offset() + i * size;
            float number = switch (tensor.type()) {
                case FP16 -> half((short) SHORT.get(tensor.bytes(), at));
                case BF16 -> Float.intBitsToFloat((short) SHORT.get(tensor.bytes(), at) << 16);
                case FP64 -> (float) (double) DOUBLE.get(tensor.bytes(), at);
                default -> throw new IllegalArgumentException("not a floating-point type: " + tensor.type());
            };
            put(bytes, i * BYTES, number);
        }
        return new TensorData(tensor.name(), DataType.FP32, tensor.shape(), bytes, 0);
    }

    /** A number of half precision, IEEE 754 binary16; {@code Float.float16ToFloat} exists only from JDK 20 on. */
    static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | NOT_FINITE | fraction << 13);
        }
        if (exponent == 0) {
            // subnormal: a multiple of 2^-24
            float number = fraction * 0x1p-24f;
            return sign == 0 ? number : -number;
        }
        return Float.intBitsToFloat(sign | exponent + 112 << 23 | fraction << 13);
    }
}
