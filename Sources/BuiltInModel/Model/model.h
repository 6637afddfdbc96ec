// Written by scripts/install-built-in: what lies beside this as martlet.gguf. A change here has the program built anew.
#define MARTLET_MODEL_BYTES 0
#define MARTLET_MODEL_SHA256 ""
