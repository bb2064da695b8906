#include "controller/version.h"

const char* const kProgramVersion = OP_VERSION;
