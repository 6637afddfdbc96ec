// Any machine, in what vectors its compiler makes of sixteen floats.

#include "../include/training.h"

#include <math.h>

#include "../Vectors/x16.h"

#define ROWS 2
enum { TILES = 1 };

#include "elements_f32.h"
#include "table.h"

TABLE(mk_training_portable, "portable");
