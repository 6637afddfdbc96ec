// A pool of threads that run one function together.

#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "include/kernels.h"
#include "park.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE = 64 };
#define ON_ITS_OWN_LINE __attribute__((aligned(LINE)))

typedef struct {
    ON_ITS_OWN_LINE mk_pool *pool;
    pthread_t thread;
    int number;
    /// For the next run, and within a run: they last differently.
    spinner between, within;
} worker;

struct mk_pool {
    int workers;
    void (*body)(void *context, int worker);
    void *context;
    bool ended;
    /// Rises with each run.
    ON_ITS_OWN_LINE gate run;
    /// How many workers are still in the run; the caller waits for the gate to rise with the last of them.
    ON_ITS_OWN_LINE _Atomic int running;
    gate done;
    /// How many have come to the barrier; the gate rises with the last of them.
    ON_ITS_OWN_LINE _Atomic int arrived;
    gate passed;
    /// The phase in the upper half, the next piece in the lower; NO_PHASE before a run's first.
    ON_ITS_OWN_LINE _Atomic uint64_t pieces;
    ON_ITS_OWN_LINE worker each[];
};

#define NO_PHASE UINT32_MAX

static void leave_run(mk_pool *pool) {
    if (atomic_fetch_sub_explicit(&pool->running, 1, memory_order_acq_rel) == 1) {
        gate_set(&pool->done, atomic_load_explicit(&pool->done.value, memory_order_relaxed) + 1);
    }
}

static void *work(void *context) {
    worker *const self = context;
    mk_pool *const pool = self->pool;
    for (uint32_t seen = 0;; seen++) {
        gate_wait(&pool->run, seen, &self->between);
        if (pool->ended) return NULL;
        pool->body(pool->context, self->number);
        leave_run(pool);
    }
}

static void name_thread(pthread_t thread, int number) {
#if defined(__linux__)
    char name[16];
    snprintf(name, sizeof name, "engine-%d", number);
    pthread_setname_np(thread, name);
#else
    (void)thread, (void)number;
#endif
}

static void free_pool(mk_pool *pool) {
    gate_close(&pool->run);
    gate_close(&pool->done);
    gate_close(&pool->passed);
    free(pool);
}

static void end_threads(mk_pool *pool, int workers) {
    pool->ended = true;
    gate_set(&pool->run, atomic_load_explicit(&pool->run.value, memory_order_relaxed) + 1);
    for (int i = 1; i < workers; i++) pthread_join(pool->each[i].thread, NULL);
}

mk_pool *mk_pool_create(int workers) {
    if (workers < 1) workers = 1;
    const size_t bytes = sizeof(mk_pool) + (size_t)workers * sizeof(worker);
    mk_pool *const pool = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
    if (pool == NULL) return NULL;
    pool->workers = workers;
    pool->ended = false;
    gate_open(&pool->run);
    gate_open(&pool->done);
    gate_open(&pool->passed);
    atomic_init(&pool->running, 0);
    atomic_init(&pool->arrived, 0);
    atomic_init(&pool->pieces, NO_PHASE);

    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int started = 0;
    for (; started < workers; started++) {
        worker *const one = &pool->each[started];
        *one = (worker){.pool = pool, .number = started, .between = {MOST_PATIENCE}, .within = {MOST_PATIENCE}};
        if (started == 0) continue;
        if (pthread_create(&one->thread, NULL, work, one) != 0) break;
        name_thread(one->thread, started);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started == workers) return pool;
    end_threads(pool, started);
    free_pool(pool);
    return NULL;
}

void mk_pool_destroy(mk_pool *pool) {
    if (pool == NULL) return;
    end_threads(pool, pool->workers);
    free_pool(pool);
}

int mk_pool_workers(const mk_pool *pool) { return pool->workers; }

void mk_pool_run(mk_pool *pool, void (*body)(void *context, int worker), void *context) {
    atomic_store_explicit(&pool->pieces, NO_PHASE, memory_order_relaxed);
    if (pool->workers == 1) return body(context, 0);
    pool->body = body;
    pool->context = context;
    atomic_store_explicit(&pool->running, pool->workers - 1, memory_order_relaxed);
    const uint32_t done = atomic_load_explicit(&pool->done.value, memory_order_relaxed);
    gate_set(&pool->run, atomic_load_explicit(&pool->run.value, memory_order_relaxed) + 1);
    body(context, 0);
    gate_wait(&pool->done, done, &pool->each[0].between);
}

void mk_pool_barrier(mk_pool *pool, int worker) {
    if (pool->workers == 1) return;
    const uint32_t before = atomic_load_explicit(&pool->passed.value, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&pool->arrived, 1, memory_order_acq_rel) + 1 == pool->workers) {
        atomic_store_explicit(&pool->arrived, 0, memory_order_relaxed);
        gate_set(&pool->passed, before + 1);
    } else {
        gate_wait(&pool->passed, before, &pool->each[worker].within);
    }
}

int32_t mk_pool_next(mk_pool *pool, uint32_t phase, int32_t count) {
    uint64_t word = atomic_load_explicit(&pool->pieces, memory_order_relaxed);
    for (;;) {
        uint32_t next = (uint32_t)word;
        if (next == NO_PHASE) {
            next = 0;
        } else {
            const int32_t ahead = (int32_t)(phase - (uint32_t)(word >> 32));
            // Others have gone on to a later phase, and so have found this one's pieces taken.
            if (ahead < 0) return -1;
            if (ahead > 0) next = 0;
        }
        if ((int64_t)next >= count) return -1;
        const uint64_t taken = (uint64_t)phase << 32 | (next + 1);
        if (atomic_compare_exchange_weak_explicit(&pool->pieces, &word, taken, memory_order_relaxed,
                                                  memory_order_relaxed)) {
            return (int32_t)next;
        }
    }
}
