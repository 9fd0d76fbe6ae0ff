"""Runs a command on a terminal of its own, answers one question with one key, and says how it ended.

terminal.py QUESTION KEY_HEX COMMAND...   prints what the command wrote; the exit status is the command's.
"""
import os
import pty
import sys

question, key = sys.argv[1].encode(), bytes.fromhex(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
written, answered = b"", False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    written += data
    if question in written and not answered:
        answered = True
        os.write(terminal, key)
sys.stdout.buffer.write(written)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
