// Which instruction sets this machine has, and which one the kernels use.

#include "kernels.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#include <cpuid.h>

/// The state that the system saves for a thread (XCR0): registers that it does not save cannot be used, whatever the
/// processor offers.
static uint64_t saved_state(void) {
    uint32_t low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static bool bit(uint32_t word, int index) { return word >> index & 1; }

static unsigned detect(void) {
    unsigned found = 1u << MK_PORTABLE;
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !bit(c, 27) /* OSXSAVE */) return found;
    const bool base = bit(c, 12) /* FMA */ && bit(c, 28) /* AVX */ && bit(c, 29) /* F16C */;
    const uint64_t state = saved_state();
    uint32_t b7, c7, a71, unused;
    if (!base || (state & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b7, &c7, &d) || !bit(b7, 5)) return found;
    found |= 1u << MK_AVX2;
    if (__get_cpuid_count(7, 1, &a71, &b, &unused, &d) && bit(a71, 4)) found |= 1u << MK_AVX2_VNNI;
    const bool wide = bit(b7, 16) /* F */ && bit(b7, 17) /* DQ */ && bit(b7, 30) /* BW */ && bit(b7, 31) /* VL */;
    if (wide && bit(c7, 11) /* VNNI */ && (state & 0xe6) == 0xe6) found |= 1u << MK_AVX512_VNNI;
    return found;
}

#elif defined(__aarch64__)
#if defined(__linux__)
#include <sys/auxv.h>
static bool has_dot_product(void) { return getauxval(AT_HWCAP) >> 20 & 1; }
#elif defined(__APPLE__)
static bool has_dot_product(void) { return true; }
#else
static bool has_dot_product(void) { return false; }
#endif

static unsigned detect(void) { return 1u << MK_PORTABLE | (has_dot_product() ? 1u << MK_NEON_DOT : 0); }

#else
static unsigned detect(void) { return 1u << MK_PORTABLE; }
#endif

/// A bit an instruction set; 0 until it is asked for.
static _Atomic unsigned found;
/// The chosen one plus one; 0 until it is asked for.
static _Atomic int chosen;

bool mk_supports(mk_isa isa) {
    unsigned bits = atomic_load_explicit(&found, memory_order_relaxed);
    if (bits == 0) {
        bits = detect();
        atomic_store_explicit(&found, bits, memory_order_relaxed);
    }
    return (unsigned)isa <= MK_AVX512_VNNI && (bits >> isa & 1);
}

mk_isa mk_current_isa(void) {
    const int choice = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (choice != 0) return (mk_isa)(choice - 1);
    int best = MK_AVX512_VNNI;
    while (best > MK_PORTABLE && !mk_supports((mk_isa)best)) best--;
    atomic_store_explicit(&chosen, best + 1, memory_order_relaxed);
    return (mk_isa)best;
}

bool mk_use(mk_isa isa) {
    if (!mk_supports(isa)) return false;
    atomic_store_explicit(&chosen, (int)isa + 1, memory_order_relaxed);
    return true;
}

const char *mk_isa_name(mk_isa isa) {
    switch (isa) {
    case MK_PORTABLE: return "portable";
    case MK_NEON_DOT: return "NEON dot product";
    case MK_AVX2: return "AVX2";
    case MK_AVX2_VNNI: return "AVX2 VNNI";
    case MK_AVX512_VNNI: return "AVX-512 VNNI";
    }
    return "unknown";
}
