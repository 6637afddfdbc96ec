#pragma once
// The model that is in the program.

#include <stddef.h>

/// Where its bytes begin. They are there for as long as the program runs.
const void *martlet_model(void);

/// How many there are; 0 where the program was built without one.
size_t martlet_model_size(void);

/// Its SHA-256 in hexadecimal, as scripts/install-built-in wrote it down; empty where there is none.
const char *martlet_model_sha256(void);
