# shellcheck shell=bash
# What the sanitizers of the presets asan and tsan are told, for every program that a test starts.

export_sanitizer_options() { # FOLDER with tsan.supp
    # An end by a sanitizer has a status that no program of ours promises. Some tests preload a library of their own, which is in
    # front of the sanitizer's then.
    export ASAN_OPTIONS="exitcode=86:verify_asan_link_order=0:detect_stack_use_after_return=1:strict_string_checks=1:${ASAN_OPTIONS:-}"
    export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
    export TSAN_OPTIONS="exitcode=86:second_deadlock_stack=1:atexit_sleep_ms=0:suppressions=$1/tsan.supp:${TSAN_OPTIONS:-}"
}
