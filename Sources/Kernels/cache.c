// Writing and reading the cache of keys and values: its layout is in attention.h.

#include <string.h>

#include "attention.h"

size_t mk_cache_key_bytes(const mk_cache *cache) {
    return (size_t)(cache_block(cache, cache->kv_heads, 0) * BLOCK * cache->head_size * element_bytes(cache));
}

size_t mk_cache_value_bytes(const mk_cache *cache) {
    return (size_t)(cache_block(cache, cache->kv_heads, 0) * BLOCK * value_width(cache) * element_bytes(cache));
}

enum { STRETCH = 256 };

/// One token's key, whose numbers lie 64 apart.
static void store_key(const mk_cache *cache, const float *key, char *block, int32_t place) {
    if (cache->type == MK_F32) {
        float *column = (float *)block + place;
        for (int32_t i = 0; i < cache->head_size; i++) column[(int64_t)i * BLOCK] = key[i];
        return;
    }
    uint16_t *column = (uint16_t *)block + place;
    for (int32_t i = 0; i < cache->head_size; i += STRETCH) {
        uint16_t halves[STRETCH];
        const int32_t count = least(STRETCH, cache->head_size - i);
        mk_to_half(key + i, count, halves);
        for (int32_t j = 0; j < count; j++) column[(int64_t)(i + j) * BLOCK] = halves[j];
    }
}

void mk_cache_store(const mk_cache *cache, int32_t kv_head, int32_t position, int32_t tokens, const float *keys,
                    int64_t key_stride, const float *values, int64_t value_stride) {
    const int64_t width = value_width(cache);
    for (int32_t token = 0; token < tokens; token++) {
        const int32_t at = position + token, place = at % BLOCK;
        store_key(cache, keys + token * key_stride, key_block(cache, kv_head, at), place);
        const float *value = values + token * value_stride;
        char *row = value_block(cache, kv_head, at) + place * width * element_bytes(cache);
        if (cache->type == MK_F32) {
            for (int32_t i = 0; i < cache->value_size; i++) ((float *)row)[i] = value[i];
        } else {
            mk_to_half(value, cache->value_size, (uint16_t *)row);
        }
    }
}

void mk_cache_load(const mk_cache *cache, int32_t kv_head, int32_t position, int32_t tokens, float *keys,
                   float *values) {
    const int64_t width = value_width(cache);
    const bool floats = cache->type == MK_F32;
    for (int32_t token = 0; token < tokens; token++) {
        const int32_t at = position + token, place = at % BLOCK;
        const char *block = key_block(cache, kv_head, at);
        for (int32_t i = 0; i < cache->head_size; i++) {
            const int64_t from = (int64_t)i * BLOCK + place;
            if (floats)
                *keys++ = ((const float *)block)[from];
            else
                mk_from_half((const uint16_t *)block + from, 1, keys++);
        }
        const char *row = value_block(cache, kv_head, at) + place * width * element_bytes(cache);
        for (int32_t i = 0; i < cache->value_size; i++) {
            if (floats)
                *values++ = ((const float *)row)[i];
            else
                mk_from_half((const uint16_t *)row + i, 1, values++);
        }
    }
}

void mk_cache_copy(const mk_cache *from, const mk_cache *to, int32_t kv_head, int32_t positions) {
    // A head's blocks follow one another: whole ones are copied, as what lies beyond the last position is never used.
    const int64_t places = rounded_up(positions, BLOCK);
    memcpy(key_block(to, kv_head, 0), key_block(from, kv_head, 0),
           (size_t)(places * from->head_size * element_bytes(from)));
    memcpy(value_block(to, kv_head, 0), value_block(from, kv_head, 0),
           (size_t)(places * value_width(from) * element_bytes(from)));
}
