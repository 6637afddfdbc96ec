// The table of the instruction set that includes this: see table.h.

#define TABLE(name)                       \
    const vector_table name = {           \
        .rms_norm = rms_norm,             \
        .layer_norm = layer_norm,         \
        .rope = rope,                     \
        .silu_mul = silu_mul,             \
        .gelu_tanh_mul = gelu_tanh_mul,   \
        .gelu = gelu,                     \
        .gelu_tanh = gelu_tanh,           \
        .swiglu_clamped = swiglu_clamped, \
        .add = add,                       \
        .add_scaled = add_scaled,         \
        .scale = scale,                   \
        .softcap = softcap,               \
        .softmax = softmax,               \
        .dot = dot,                       \
        .block_maxima = block_maxima,     \
        .to_half = to_half,               \
        .from_half = from_half,           \
        .attend = attend,                 \
    }
