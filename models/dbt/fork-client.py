"""Stands for a dbt process that fork-server.py runs: has its output, passes signals on to it and ends as it does.

    python -I -S fork-client.py SOCKET DBT [ARGUMENT…]

Where the server does not answer it becomes the program DBT itself. It ends dbt when its standard input ends, which
whoever started it keeps open as long as it lives.
"""

import json
import os
import select
import signal
import socket
import sys


def begin(path, arguments):
    """A connection on which dbt has begun to run, or None."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
        request = {'directory': os.getcwd(), 'arguments': arguments, 'environment': dict(os.environ)}
        data = json.dumps(request).encode()
        data = len(data).to_bytes(4, 'big') + data
        sent = socket.send_fds(connection, [data], [1, 2])
        connection.sendall(data[sent:])
        if connection.recv(1) == b'+':
            return connection
    except OSError:
        pass
    connection.close()
    return None


def follow(connection):
    """Waits for the end of the run and returns dbt's exit code, or None where the server ended before."""

    def forward(number, _):
        try:
            connection.send(bytes([number]))
        except OSError:
            pass  # The run has ended, as `recv` is about to tell.

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)
    answer = b''
    while not answer.endswith(b'\n'):
        ready, _, _ = select.select([connection, 0], [], [])
        if connection in ready:
            try:
                data = connection.recv(64)
            except OSError:
                data = b''
            if not data:
                return None
            answer += data
        elif not os.read(0, 1024):
            sys.exit(1)
    return int(answer)


def main():
    path, *arguments = sys.argv[1:]
    connection = begin(path, arguments)
    if connection is None:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.execv(arguments[0], arguments)
    code = follow(connection)
    if code is None:
        sys.exit('the process that dbt was forked from ended during the run')
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


main()
