#include "built_in_model.h"
#include "model.h"

extern const unsigned char martlet_model_start[], martlet_model_end[];

const void *martlet_model(void) { return martlet_model_start; }

size_t martlet_model_size(void) { return (size_t)(martlet_model_end - martlet_model_start); }

const char *martlet_model_sha256(void) { return MARTLET_MODEL_SHA256; }
