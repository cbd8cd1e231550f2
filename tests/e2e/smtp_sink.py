"""An SMTP server that a test holds back at a chosen step, and reads what it took."""

import socketserver
import threading
from email import message_from_bytes, policy


class Sink:
    """Takes mails on a free port; with ``hold(step)`` it answers that step no more.

    Steps: ``greeting``, ``mail`` (MAIL FROM), ``data`` (may the text come?) and
    ``taken`` (the text is stored, its 250 not yet given).
    """

    def __init__(self):
        self.messages = []
        self.reached = threading.Event()
        self._held = None
        self._go_on = threading.Event()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        self._server.daemon_threads = True
        self._server.sink = self
        self.port = self._server.server_address[1]

    def hold(self, step):
        """Answer no connection that comes to this step, until ``release``."""
        self.reached.clear()
        self._go_on.clear()
        self._held = step

    def release(self):
        self._held = None
        self._go_on.set()

    def pause(self, step):
        if step == self._held:
            self.reached.set()
            self._go_on.wait()

    def ids(self):
        """The Message-IDs taken, as often as each came."""
        return [message["Message-Id"] for message in self.messages]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.release()
        self._server.shutdown()
        self._server.server_close()


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self._talk()
        except OSError:
            pass  # the other side was killed: that is what the test is about

    def _talk(self):
        sink = self.server.sink
        sink.pause("greeting")
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"MAIL":
                sink.pause("mail")
            if word == b"DATA":
                sink.pause("data")
                self._take(sink)
            self._say("250 ok")

    def _take(self, sink):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionError("ended before the text did")
            lines.append(line)
        sink.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        sink.pause("taken")

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())
