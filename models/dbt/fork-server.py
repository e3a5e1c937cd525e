"""Runs dbt in processes forked from one that has imported it, which takes dbt 2 s of its own.

    python fork-server.py SOCKET

The server listens on SOCKET, writes a line to its output once it does, imports dbt when the first run comes, and
ends when its standard input does, with every run that is under way. A run is one connection, made by fork-client.py:

    client  the length of what follows in 4 bytes, then {"directory", "arguments", "environment"} as JSON; with the
            first byte come the descriptors of its standard output and error
    server  "+" once dbt runs
    client  a signal's number in one byte, any number of times; hanging up is SIGKILL
    server  dbt's exit code, negative where a signal ended it, and a newline

A run is as apart from others as a process of its own: it has the client's directory, arguments, output and exactly
its environment, and a process group of its own. What the server imports before it forks starts no thread and opens
nothing: `import duckdb` alone opens a database with threads of its own, and so do the drivers of Snowflake and
BigQuery, so each run imports its adapter itself, which with DuckDB takes 0.1 s.
"""

import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys

# What a build imports on its way, adapters apart.
MODULES = ('dbt.cli.main', 'dbt.task.build', 'dbt.task.compile', 'dbt.adapters.sql')
# Classes whose JSON schema every parse of a project makes, of nothing but the class: 0.8 s in all.
VALIDATED = {
    'dbt.contracts.project': ('ProjectFlags', 'ProfileConfig', 'Project', 'PackageConfig', 'Configuration'),
    'dbt.contracts.selection': ('SelectorFile',),
    'dbt.contracts.graph.nodes': ('ModelNode', 'GenericTestNode'),
    'dbt.contracts.graph.unparsed': ('UnparsedSourceDefinition', 'UnparsedModelUpdate'),
    'dbt.artifacts.resources': ('ModelConfig', 'TestConfig', 'SourceConfig'),
}
PR_SET_PDEATHSIG = 1


def import_dbt():
    # What is imported stays: no collection need look at it, in no run.
    gc.disable()
    for name in MODULES:
        importlib.import_module(name)
    gc.freeze()
    threads = len(os.listdir('/proc/self/task'))
    if threads > 1:
        sys.exit(f'{threads} threads run: what they hold would stay held in a fork')


def make_schemas():
    try:
        for module, names in VALIDATED.items():
            for name in names:
                getattr(importlib.import_module(module), name).json_schema()
    except (ImportError, AttributeError):
        pass  # In another version of dbt; each run then makes what it needs.
    gc.freeze()


def receive(connection):
    """What to run, and the descriptors of its output; None where the client has gone."""
    # A client sends its whole request at once; one that does not must not keep others from theirs.
    connection.settimeout(5)
    try:
        data, descriptors, _, _ = socket.recv_fds(connection, 1 << 16, 2)
        while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4], 'big'):
            more = connection.recv(1 << 16)
            if not more:
                raise ConnectionError
            data += more
        if len(descriptors) != 2:
            raise ConnectionError
        return json.loads(data[4:]), descriptors
    except (OSError, ValueError):
        return None


def become(request, descriptors, server):
    """Makes the forked process one of its own."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, *descriptors)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request['directory'])
    os.environ.clear()
    os.environ.update(request['environment'])
    sys.argv = request['arguments']
    # The folder of the program, as if it had been started.
    sys.path[0] = os.path.dirname(sys.argv[0])
    gc.enable()


class Server:
    def __init__(self, path):
        self.pid = os.getpid()
        self.path = path
        self.runs = {}  # a process's id: its connection
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        self.ended, ending = os.pipe()
        os.set_blocking(self.ended, False)
        os.set_blocking(ending, False)
        self.ending = ending
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ending, warn_on_full_buffer=False)
        self.selector = selectors.DefaultSelector()
        for source in (sys.stdin, self.listener, self.ended):
            self.selector.register(source, selectors.EVENT_READ)

    def serve(self):
        """Returns whether dbt is to run: in a forked process it is, and in the server, at its end, it is not."""
        imported = False
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is sys.stdin:
                    if not os.read(0, 1024):
                        self.end()
                        return False
                elif key.fileobj is self.listener:
                    if not imported:
                        import_dbt()
                    if self.begin():
                        return True
                    if not imported:
                        # The first run has not waited for it; what follows has it.
                        make_schemas()
                    imported = True
                elif key.fileobj == self.ended:
                    os.read(self.ended, 1024)
                    self.reap()
                else:
                    self.signal(key.fileobj, key.data)

    def begin(self):
        connection, _ = self.listener.accept()
        received = receive(connection)
        if received is None:
            connection.close()
            return False
        request, descriptors = received
        pid = os.fork()
        if pid == 0:
            self.selector.close()
            for other in (self.listener, connection, *self.runs.values()):
                other.close()
            os.close(self.ended)
            os.close(self.ending)
            become(request, descriptors, self.pid)
            return True
        for descriptor in descriptors:
            os.close(descriptor)
        try:
            os.setpgid(pid, pid)
        except OSError:
            pass  # It has done so itself, or is no more.
        self.runs[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)
        self.tell(connection, b'+')
        return False

    def signal(self, connection, pid):
        if self.runs.get(pid) is not connection:
            return  # It was reaped since it was selected.
        try:
            data = connection.recv(64)
        except OSError:
            data = b''
        if not data:
            self.selector.unregister(connection)
        for number in data or [signal.SIGKILL]:
            self.kill(pid, number)

    def reap(self):
        for pid, connection in list(self.runs.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done == 0:
                continue
            del self.runs[pid]
            if connection in self.selector.get_map():
                self.selector.unregister(connection)
            self.tell(connection, b'%d\n' % os.waitstatus_to_exitcode(status))
            connection.close()

    def end(self):
        for pid in self.runs:
            self.kill(pid, signal.SIGKILL)
        try:
            os.unlink(self.path)
            os.rmdir(os.path.dirname(self.path))
        except OSError:
            pass  # Whoever started it was quicker, or keeps other servers there.

    @staticmethod
    def kill(pid, number):
        # A process that has ended keeps its id until it is reaped, so no other one can be hit.
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            pass

    @staticmethod
    def tell(connection, data):
        try:
            connection.sendall(data)
        except OSError:
            pass  # The client has gone; its run ends by what `signal` then reads.


def main():
    server = Server(sys.argv[1])
    print('listening', flush=True)
    if server.serve():
        from dbt.cli.main import cli

        sys.exit(cli())


if __name__ == '__main__':
    main()
