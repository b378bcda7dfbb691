package io.openaitriton.triton.tensor;

/** The type of a tensor's elements, by its name in requests. A model's configuration has {@code TYPE_} before the name, and {@code TYPE_STRING} for bytes. */
public enum DataType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    /** Texts; each follows its length. */
    BYTES(0),
    /** An unknown type. */
    OTHER(0);

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    /** The type with this name in a request, an answer or a configuration. */
    static DataType of(String name) {
        String plain = name.startsWith("TYPE_") ? name.substring("TYPE_".length()) : name;
        if (plain.equals("STRING")) {
            return BYTES;
        }
        for (DataType type : values()) {
            if (type.name().equals(plain)) {
                return type;
            }
        }
        return OTHER;
    }

    /** Bytes of an element; 0 if the length varies. */
    public int size() {
        return size;
    }

    /** Whether its elements are floating-point numbers. */
    public boolean isFloat() {
        return this == FP16 || this == BF16 || this == FP32 || this == FP64;
    }

    public boolean isInteger() {
        return this == INT64 || this == INT32;
    }
}
