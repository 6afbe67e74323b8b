# Sourced by the commands beside it: finds the project and a Python >= 3.11, then hands over to config/installing.py,
# which needs nothing but that Python.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1

find_python() {
    for candidate in "$root/.venv/bin/python" "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 \
        /usr/bin/python3 /usr/local/bin/python3; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    echo "Cần Python từ 3.11 trở lên (Python 3.11 or newer is needed)." >&2
    echo "Debian, Ubuntu: sudo apt-get install python3 python3-venv" >&2
    return 1
}

start() {
    python=$(find_python) || exit 1
    export PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"
    exec "$python" -m config.installing "$@"
}
