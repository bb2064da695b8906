#pragma once

// The version that the project has in CMakeLists.txt. It is compiled into one small file, so that a new one rebuilds
// nothing else.
extern const char* const kProgramVersion;
