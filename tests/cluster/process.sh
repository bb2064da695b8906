# shellcheck shell=bash
# Processes by a name that cannot be mistaken: pid, start time and boot. A pid alone may by now be somebody else's.

process_mark() { # PID: prints its start time in clock ticks since boot, nothing if it is gone or a zombie
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    stat=${stat##*) } # the program's name, which stands in parentheses, may hold spaces
    # shellcheck disable=SC2086  # split on purpose: state is the first field now, the start time the twentieth
    set -- $stat
    if [ "$1" != Z ]; then echo "${20}"; fi
}

boot_id() { cat /proc/sys/kernel/random/boot_id; }

process_record() { # NAME PID: prints the line that process_alive takes
    echo "$1 $2 $(process_mark "$2") $(boot_id)"
}

process_alive() { # NAME PID MARK BOOT, as recorded
    [ -n "${3:-}" ] && [ "${4:-}" = "$(boot_id)" ] && [ "$(process_mark "$2")" = "$3" ]
}

# What cluster.sh up decided for the cluster in folder $1; both scripts read it by this function.
# shellcheck disable=SC2034  # used by those who call it
load_settings() {
    binaries="" programs="" api_url="" etcd_url="" etcd_peer_url="" simulator_listen="" simulator_url="" wanted="" audit_policy=""
    # shellcheck source=/dev/null
    source "$1/settings"
}
