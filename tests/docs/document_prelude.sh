# SPDX-License-Identifier: GPL-2.0-only
# What the script of a document begins with: the first failure ends it, and each command is told with its line.
exec 2>&1
set -o pipefail
PS4='+ $DOCUMENT:$LINENO: '

# A program whose reader has had enough, as `head` may, ends by SIGPIPE (128 + 13), and that is no failure.
failure() {
    { set +x; } 2>/dev/null
    if [ "$3" != 141 ]; then
        echo "FAILED: $DOCUMENT:$1: $2: exit status $3"
        exit "$3"
    fi
    set -x
}

python_block() {
    { set +x; } 2>/dev/null
    if [ -z "${PYTHON_BLOCKS_PID:-}" ]; then
        coproc PYTHON_BLOCKS {
            PYTHONPATH="$DOCUMENT_PYTHONPATH" exec /usr/bin/python3 "$DOCUMENT_TESTS/python_blocks.py" "$DOCUMENT_PATH"
        }
    fi
    local status=1
    echo "$1 $PWD" >&"${PYTHON_BLOCKS[1]}"
    read -r status <&"${PYTHON_BLOCKS[0]}"
    if [ "$status" != 0 ]; then
        failure "$1" "a block of Python" 1
    fi
    set -x
}

trap 'failure "$LINENO" "$BASH_COMMAND" "$?"' ERR
set -x
