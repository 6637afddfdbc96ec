// How fast the products of a model's layers are, type by type: one token at the memory's speed, many at the
// arithmetic's.
//
//     bench-kernels [TYPE|all] [THREADS] [portable|avx2|avx2-vnni|avx512|neon]
//
// For three shapes that people run, the matrices of some layers are packed into memory of huge pages and multiplied
// by 1 and by 512 tokens. Printed are bytes of weights read and operations done a second, the best of some rounds,
// beside what merely reading that memory gives.

#include "kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

typedef struct { const char *name; int width, kv, hidden, layers; } shape;
static const shape shapes[] = {
    {"23M", 384, 384, 1024, 6}, {"110M", 768, 768, 2048, 12}, {"1.24B", 2048, 512, 8192, 4}};

/// A type or an instruction set by its name.
typedef struct { const char *name; unsigned value; } named;
static const named types[] = {
    {"Q8_0", MK_Q8_0}, {"Q4_0", MK_Q4_0}, {"Q4_K", MK_Q4_K}, {"Q6_K", MK_Q6_K}, {"Q5_0", MK_Q5_0}, {"Q5_1", MK_Q5_1},
    {"Q4_1", MK_Q4_1}, {"Q5_K", MK_Q5_K}, {"Q2_K", MK_Q2_K}, {"Q3_K", MK_Q3_K}, {"MXFP4", MK_MXFP4}, {"F16", MK_F16},
    {"BF16", MK_BF16}, {"F32", MK_F32}};
static const named sets[] = {
    {"portable", MK_PORTABLE}, {"neon", MK_NEON_DOT}, {"avx2", MK_AVX2}, {"avx2-vnni", MK_AVX2_VNNI},
    {"avx512", MK_AVX512_VNNI}};

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))
enum { MATRICES = 7, MOST_LAYERS = 12, MANY = 512, ROUNDS = 7 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static char *memory(size_t bytes) {
    const size_t page = 2 << 20;
    char *start = mmap(NULL, bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) exit(1);
    start = (char *)(((uintptr_t)start + page - 1) / page * page);
#ifdef MADV_HUGEPAGE
    madvise(start, bytes, MADV_HUGEPAGE);
#endif
    memset(start, 0, bytes);
    return start;
}

/// Rows, columns of a layer's matrices: q, k, v, output, gate, up, down.
static void layer(const shape *s, int sizes[MATRICES][2]) {
    const int all[MATRICES][2] = {
        {s->width, s->width},  {s->kv, s->width},     {s->kv, s->width},    {s->width, s->width},
        {s->hidden, s->width}, {s->hidden, s->width}, {s->width, s->hidden}};
    memcpy(sizes, all, sizeof all);
}

typedef struct {
    mk_pool *pool;
    mk_matrix matrices[MATRICES * MOST_LAYERS];
    int count, tokens;
    void *narrow, *wide;
    float *outputs;
    /// The number of the next piece of work.
    uint32_t phase;
} pass;

static void run(void *context, int worker) {
    pass *p = context;
    (void)worker;
    for (int m = 0; m < p->count; m++) {
        const mk_matrix *matrix = &p->matrices[m];
        const void *input = matrix->columns == p->matrices[0].columns ? p->narrow : p->wide;
        const int rows = p->tokens > 1 ? 64 : 128, pieces = (matrix->rows + rows - 1) / rows;
        for (int piece; (piece = mk_pool_next(p->pool, p->phase + (uint32_t)m, pieces)) >= 0;) {
            const int last = (piece + 1) * rows < matrix->rows ? (piece + 1) * rows : matrix->rows;
            mk_matmul(matrix, input, p->tokens, piece * rows, last, false, p->outputs, matrix->rows + 16);
        }
        mk_pool_barrier(p->pool, worker);
    }
}

static double best(pass *p) {
    double least = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        mk_pool_run(p->pool, run, p);
        const double time = now() - start;
        p->phase += (uint32_t)p->count;
        if (time < least) least = time;
    }
    return least;
}

static double reading(const char *from, size_t bytes) {
    double least = 1e9;
    for (int round = 0; round < 3; round++) {
        const double start = now();
        uint64_t sums[8] = {0};
        for (size_t i = 0; i + 64 <= bytes; i += 64) {
            for (int k = 0; k < 8; k++) sums[k] += ((const uint64_t *)(from + i))[k];
        }
        __asm__ volatile("" : : "r"(sums) : "memory");
        const double time = now() - start;
        if (time < least) least = time;
    }
    return (double)bytes / least * 1e-9;
}

static void *prepared(mk_type type, int columns, int tokens) {
    float *values = malloc(sizeof(float) * (size_t)columns * (size_t)tokens);
    if (values == NULL) exit(1);
    for (int i = 0; i < columns * tokens; i++) values[i] = (float)(i * 7919 % 1000) / 500 - 1;
    void *input = memory(mk_input_bytes(type, columns, tokens));
    mk_prepare(type, values, columns, columns, tokens, 0, tokens, input);
    free(values);
    return input;
}

static void measure(const shape *s, const named *kind, mk_pool *pool) {
    const mk_type type = (mk_type)kind->value;
    static pass p;
    p = (pass){.pool = pool, .phase = p.phase};
    int sizes[MATRICES][2];
    layer(s, sizes);
    size_t bytes = 0;
    double weights = 0;
    for (int m = 0; m < MATRICES; m++) {
        if (sizes[m][1] % mk_block_weights(type) != 0) return;
        const size_t packed = mk_packed_bytes(type, sizes[m][0], sizes[m][1]);
        const size_t plain = (size_t)sizes[m][0] * (size_t)sizes[m][1] * (size_t)mk_block_bytes(type);
        bytes += ((packed ? packed : plain) + 63) / 64 * 64;
        weights += (double)sizes[m][0] * sizes[m][1];
    }
    char *start = memory(bytes * (size_t)s->layers), *place = start;
    for (int l = 0; l < s->layers; l++) {
        for (int m = 0; m < MATRICES; m++) {
            const int rows = sizes[m][0], columns = sizes[m][1];
            const size_t blocks = (size_t)rows * (size_t)columns / (size_t)mk_block_weights(type);
            const size_t stored = blocks * (size_t)mk_block_bytes(type);
            const size_t packed = mk_packed_bytes(type, rows, columns);
            // Bytes of 0 ... 63 are ordinary numbers in every type.
            uint8_t *file = malloc(stored);
            if (file == NULL) exit(1);
            for (size_t i = 0; i < stored; i++) file[i] = (uint8_t)(i * 2654435761u >> 7 & 63);
            if (packed) mk_pack(type, file, rows, columns, 0, rows, place);
            else memcpy(place, file, stored);
            free(file);
            p.matrices[p.count++] = (mk_matrix){type, packed != 0, rows, columns, place};
            place += ((packed ? packed : stored) + 63) / 64 * 64;
        }
    }
    p.outputs = (float *)memory(sizeof(float) * MANY * (size_t)(s->hidden + 16));
    const double ceiling = reading(start, (size_t)(place - start));
    double rate[2];
    const int tokens[2] = {1, MANY}, count = p.count;
    for (int i = 0; i < 2; i++) {
        p.tokens = tokens[i];
        p.count = i == 0 ? count : MATRICES;
        p.narrow = prepared(type, s->width, tokens[i]);
        p.wide = prepared(type, s->hidden, tokens[i]);
        const double time = best(&p);
        rate[i] = i == 0 ? (double)(place - start) / time * 1e-9 : 2 * weights * MANY / time * 1e-9;
    }
    printf("%-6s %-6s %7.0f MB %8.1f GB/s (one core reads %5.1f) %9.0f GOP/s\n", s->name, kind->name,
           (double)(place - start) * 1e-6, rate[0], ceiling, rate[1]);
    fflush(stdout);
    munmap(start, bytes * (size_t)s->layers);
}

int main(int count, char **arguments) {
    const char *only = count > 1 ? arguments[1] : "all";
    const int threads = count > 2 ? atoi(arguments[2]) : 1;
    for (int i = 0; count > 3 && i < COUNT(sets); i++) {
        if (strcmp(arguments[3], sets[i].name) == 0 && !mk_use((mk_isa)sets[i].value)) {
            fprintf(stderr, "bench-kernels: this machine has no %s\n", sets[i].name);
            return 1;
        }
    }
    mk_pool *pool = mk_pool_create(threads);
    if (pool == NULL) return 1;
    printf("%s, %d thread%s; weights read with 1 token, operations with %d\n", mk_isa_name(mk_current_isa()), threads,
           threads == 1 ? "" : "s", MANY);
    for (int t = 0; t < COUNT(types); t++) {
        if (strcmp(only, "all") != 0 && strcmp(only, types[t].name) != 0) continue;
        for (int s = 0; s < COUNT(shapes); s++) measure(&shapes[s], &types[t], pool);
    }
    mk_pool_destroy(pool);
    return 0;
}
