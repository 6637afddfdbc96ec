// Attention by the chosen instruction set: the loops are in Vectors/attention.h.

#include "attention.h"
#include "Vectors/table.h"

size_t mk_attention_scratch(const mk_attention *call) {
    const attention_plan plan = plan_of(call);
    attention_scratch scratch;
    return lay_out_scratch(call, &plan, NULL, &scratch);
}

size_t mk_attention_shared(const mk_attention *call) {
    if (call->positions <= SLICE) return 0;
    const int64_t slices = (call->positions + SLICE - 1) / SLICE, rows = least(call->tokens, FEW_TOKENS) * call->heads;
    return COUNTERS_BYTES + (size_t)(slices * rows * partial_floats(call->cache)) * sizeof(float);
}

int32_t mk_attention_units(const mk_attention *call) { return call->tokens > 0 ? plan_of(call).units : 0; }

void mk_attend(const mk_attention *call, int32_t unit, float *scratch) { vectors()->attend(call, unit, scratch); }
