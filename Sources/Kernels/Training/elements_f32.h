// Elements that are floats: a step of the reduction is one number.

typedef float element;
/// What one row puts into a step of the reduction.
typedef float step;
/// What sixteen columns put into it.
typedef x16 lanes;
enum { DEPTH = 1 };

INLINE x16 load_elements(const element *from) { return load(from); }
INLINE void store_elements(element *into, x16 values) { store(into, values); }

INLINE lanes load_lanes(const step *from) { return load(from); }
INLINE void store_lanes(step *into, lanes values) { store(into, values); }
/// The elements of a step that stand in DEPTH rows.
INLINE lanes lanes_of(const element *const rows[DEPTH]) { return load(rows[0]); }
INLINE x16 accumulate(x16 sum, step row, lanes columns) { return splat(row) * columns + sum; }
