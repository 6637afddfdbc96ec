// Elements that are BF16: a step of the reduction is two numbers, multiplied and summed by one instruction.

typedef uint16_t element;
/// What one row puts into a step of the reduction.
typedef uint32_t step;
/// What sixteen columns put into it.
typedef u16x lanes;
enum { DEPTH = 2 };

INLINE __m512i widened(const element *from) { return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)from)); }

INLINE x16 load_elements(const element *from) { return (x16)_mm512_slli_epi32(widened(from), 16); }
INLINE void store_elements(element *into, x16 values) {
    const __m256bh rounded = _mm512_cvtneps_pbh((__m512)values);
    memcpy(into, &rounded, sizeof rounded);
}

INLINE lanes load_lanes(const step *from) { return (lanes)_mm512_loadu_si512(from); }
INLINE void store_lanes(step *into, lanes values) { _mm512_storeu_si512(into, (__m512i)values); }
/// The elements of a step that stand in DEPTH rows.
INLINE lanes lanes_of(const element *const rows[DEPTH]) {
    return (lanes)_mm512_or_si512(widened(rows[0]), _mm512_slli_epi32(widened(rows[1]), 16));
}
INLINE x16 accumulate(x16 sum, step row, lanes columns) {
    return (x16)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32((int)row), (__m512bh)columns);
}
