#pragma once
// A word on which threads wait for a change: they spin for a while, then sleep until they are woken.

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <pthread.h>
#endif

typedef struct {
    _Atomic uint32_t value;
    /// How many are asleep, or about to be.
    _Atomic uint32_t asleep;
    /// When the value was last set while someone slept: waking up takes longer than many a wait.
    _Atomic int64_t set_at;
#if !defined(__linux__)
    pthread_mutex_t mutex;
    pthread_cond_t changed;
#endif
} gate;

static inline void gate_open(gate *gate) {
    atomic_init(&gate->value, 0);
    atomic_init(&gate->asleep, 0);
    atomic_init(&gate->set_at, 0);
#if !defined(__linux__)
    pthread_mutex_init(&gate->mutex, NULL);
    pthread_cond_init(&gate->changed, NULL);
#endif
}

static inline void gate_close(gate *gate) {
#if !defined(__linux__)
    pthread_cond_destroy(&gate->changed);
    pthread_mutex_destroy(&gate->mutex);
#endif
    (void)gate;
}

static inline int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// Everything that was written before is seen by those who find the new value.
static inline void gate_set(gate *gate, uint32_t value) {
    if (atomic_load_explicit(&gate->asleep, memory_order_relaxed) > 0) {
        atomic_store_explicit(&gate->set_at, nanoseconds(), memory_order_relaxed);
    }
    atomic_store(&gate->value, value);
    // Both sides write one word and then read the other's: one of them sees that the other is there.
    if (atomic_load(&gate->asleep) == 0) return;
#if defined(__linux__)
    syscall(SYS_futex, &gate->value, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
#else
    pthread_mutex_lock(&gate->mutex);
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
#endif
}

static inline void gate_sleep(gate *gate, uint32_t old) {
    atomic_fetch_add(&gate->asleep, 1);
#if defined(__linux__)
    while (atomic_load(&gate->value) == old) {
        syscall(SYS_futex, &gate->value, FUTEX_WAIT_PRIVATE, old, NULL, NULL, 0);
    }
#else
    pthread_mutex_lock(&gate->mutex);
    while (atomic_load(&gate->value) == old) pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
#endif
    atomic_fetch_sub(&gate->asleep, 1);
}

/// How long one thread spins at one kind of wait, in nanoseconds: as long as spinning has been worth it. When the one
/// it waits for has no core, spinning takes the core that it needs; then a thread soon goes to sleep at once.
typedef struct {
    int64_t patience;
} spinner;

enum { MOST_PATIENCE = 50000, LEAST_PATIENCE = 500, FIRST_SPINS = 64 };

static inline void spin_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

/// Waits until the gate's value is no longer `old`.
static inline void gate_wait(gate *gate, uint32_t old, spinner *spinner) {
    for (int i = 0; i < FIRST_SPINS; i++) {
        if (atomic_load_explicit(&gate->value, memory_order_acquire) != old) return;
        spin_pause();
    }
    const int64_t start = nanoseconds();
    int64_t waited = 0;
    while (waited < spinner->patience) {
        for (int i = 0; i < FIRST_SPINS / 4; i++) {
            if (atomic_load_explicit(&gate->value, memory_order_acquire) != old) {
                // Worth it: be as patient again, and a little more.
                if (spinner->patience < MOST_PATIENCE) spinner->patience += spinner->patience / 4;
                return;
            }
            spin_pause();
        }
        waited = nanoseconds() - start;
    }
    gate_sleep(gate, old);
    // A wait that a longer spin would have seen through asks for one; any other for less. (If the value was set before
    // we were seen to sleep, that was just now.)
    const int64_t set_at = atomic_load_explicit(&gate->set_at, memory_order_relaxed);
    waited = set_at > start ? set_at - start : waited;
    if (waited >= MOST_PATIENCE) {
        spinner->patience = spinner->patience / 2 > LEAST_PATIENCE ? spinner->patience / 2 : LEAST_PATIENCE;
    } else if (waited + waited / 2 > spinner->patience) {
        spinner->patience = waited + waited / 2 < MOST_PATIENCE ? waited + waited / 2 : MOST_PATIENCE;
    }
}
