# SPDX-License-Identifier: GPL-2.0-only
# What the script of a document begins with: the first failure ends it, and each command is told with its line.
set -e -o pipefail
trap 'status=$?; { set +x; } 2>/dev/null; echo "FAILED: $DOCUMENT:$LINENO: $BASH_COMMAND: exit status $status"' ERR
exec 2>&1

python_block() {
    { set +x; } 2>/dev/null
    if [ -z "${PYTHON_BLOCKS_PID:-}" ]; then
        coproc PYTHON_BLOCKS { PYTHONPATH="$DOCUMENT_PYTHONPATH" exec /usr/bin/python3 "$DOCUMENT_TESTS/python_blocks.py" "$DOCUMENT_PATH"; }
    fi
    local status=1
    echo "$1 $PWD" >&"${PYTHON_BLOCKS[1]}"
    read -r status <&"${PYTHON_BLOCKS[0]}" || true
    if [ "$status" != 0 ]; then
        echo "FAILED: $DOCUMENT:$1: a block of Python"
        exit 1
    fi
    set -x
}

PS4='+ $DOCUMENT:$LINENO: '
set -x
