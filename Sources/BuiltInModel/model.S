// The built-in model's file, as it is, in the program's own read-only pages: the system maps it with the program, and reads a
// page of it when that is first used. Nothing is copied, and the program can be moved without it.
#include "model.h"

#if defined(__APPLE__)
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata.martlet_model, "a", %progbits
#endif

    .balign 16384
    .globl SYMBOL(martlet_model_start)
SYMBOL(martlet_model_start):
#if MARTLET_MODEL_BYTES > 0
    .incbin "martlet.gguf"
#endif
    .globl SYMBOL(martlet_model_end)
SYMBOL(martlet_model_end):
    .byte 0

#if !defined(__APPLE__)
    .section .note.GNU-stack, "", %progbits
#endif
