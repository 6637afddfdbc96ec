// The kernels of the instruction set that includes this, and their table.

#include "../Vectors/functions.h"
#include "packing.h"
#include "tiles.h"
#include "rows.h"
#include "steps.h"
#include "attention.h"

#define TABLE(variable, title)                    \
    const mk_training variable = {                \
        .name = title,                            \
        .element_bytes = sizeof(element),         \
        .row_group = ROWS,                        \
        .column_group = PANEL,                    \
        .to_elements = to_elements,               \
        .from_elements = from_elements,           \
        .right_elements = right_elements,         \
        .left_elements = left_elements,           \
        .pack_across = pack_across,               \
        .pack_along = pack_along,                 \
        .pack_rows = pack_rows,                   \
        .multiply = multiply,                     \
        .norm = norm,                             \
        .norm_back = norm_back,                   \
        .turn = turn,                             \
        .swiglu = swiglu,                         \
        .swiglu_back = swiglu_back,               \
        .cross_entropy = cross_entropy,           \
        .attention_scratch = attention_scratch,   \
        .attend = attend,                         \
        .attend_back = attend_back,               \
        .adamw = adamw,                           \
        .sum_of_squares = sum_of_squares,         \
        .add_scaled = add_scaled,                 \
    }
