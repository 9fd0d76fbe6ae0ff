"""An archive that reports storage commitment on the association on which it was asked, after its answer. Independent of the
product: PDUs by hand, data sets by pydicom. Prints its port, then one line of JSON for each thing that happened.

usage: same-association-peer.py [REASON]    with REASON, the last instance of each transaction fails with it"""
import io, json, socket, struct, sys

from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.filebase import DicomBytesIO

CLASS, INSTANCE = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"
IMPLICIT = b"1.2.840.10008.1.2"
reason = int(sys.argv[1], 0) if len(sys.argv) > 1 else None


def say(**what):
    print(json.dumps(what), flush=True)


def exactly(link, length):
    data = b""
    while len(data) < length:
        more = link.recv(length - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def pdu(link):
    kind, _, length = struct.unpack(">BBI", exactly(link, 6))
    return kind, exactly(link, length)


def send(link, kind, body):
    link.sendall(struct.pack(">BBI", kind, 0, len(body)) + body)


def item(kind, body):
    return struct.pack(">BBH", kind, 0, len(body)) + body


def items(data):
    while data:
        kind, _, length = struct.unpack(">BBH", data[:4])
        yield kind, data[4 : 4 + length]
        data = data[4 + length :]


def accept(link, request):
    answer, context = b"", None
    for kind, body in items(request[68:]):
        if kind == 0x10:
            answer += item(kind, body)
        elif kind == 0x20:
            abstract = [b for k, b in items(body[4:]) if k == 0x30][0].rstrip(b"\0")
            good = abstract == CLASS.encode()
            context = body[0] if good else context
            answer += item(0x21, bytes([body[0], 0, 0 if good else 3, 0]) + item(0x40, IMPLICIT))
    user = item(0x51, struct.pack(">I", 16384)) + item(0x52, b"2.25.1")
    send(link, 2, request[:68] + answer + item(0x50, user))
    return context


def encode(dataset):
    out = DicomBytesIO()
    out.is_little_endian, out.is_implicit_VR = True, True
    write_dataset(out, dataset)
    return out.getvalue()


def decode(data):
    return read_dataset(io.BytesIO(data), True, True, bytelength=len(data))


def element(number, value):
    if isinstance(value, int):
        value = struct.pack("<H", value)
    else:
        value = value.encode() + b"\0" * (len(value) % 2)
    return struct.pack("<HHI", 0, number, len(value)) + value


def message(link, context, command, dataset=None):
    body = b"".join(element(number, value) for number, value in sorted(command.items()))
    body = struct.pack("<HHII", 0, 0, 4, len(body)) + body
    parts = [(3, body)] + ([(2, encode(dataset))] if dataset is not None else [])
    for flags, data in parts:
        send(link, 4, struct.pack(">IBB", len(data) + 2, context, flags) + data)


def received(link):
    """The next message: command and data set, or None at a release."""
    command, parts, done = None, {1: b"", 0: b""}, False
    while not done:
        kind, body = pdu(link)
        if kind == 5:
            send(link, 6, b"\0\0\0\0")
            return None
        if kind != 4:
            raise EOFError
        while body:
            length, _, flags = struct.unpack(">IBB", body[:6])
            parts[flags & 1] += body[6 : 4 + length]
            body = body[4 + length :]
            if flags & 3 == 3:
                command = decode(parts[1])
                done = command[0x00000800].value == 0x0101
            elif flags & 2:
                done = True
    return command, parts[0]


def serve(link):
    _, request = pdu(link)
    context = accept(link, request)
    got = received(link)
    while got:
        command, data = got
        if command[0x00000100].value == 0x0130:
            asked = decode(data)
            references = list(asked.ReferencedSOPSequence)
            say(asked=[r.ReferencedSOPInstanceUID for r in references])
            answer = {0x0002: CLASS, 0x0100: 0x8130, 0x0120: command[0x00000110].value, 0x0800: 0x0101, 0x0900: 0,
                      0x1000: INSTANCE}
            message(link, context, answer)
            report = Dataset()
            report.TransactionUID = asked.TransactionUID
            if reason is not None:
                failed = references.pop()
                failed.FailureReason = reason
                report.FailedSOPSequence = [failed]
            report.ReferencedSOPSequence = references
            event = {0x0002: CLASS, 0x0100: 0x0100, 0x0110: 77, 0x0800: 1, 0x1000: INSTANCE,
                     0x1002: 1 if reason is None else 2}
            message(link, context, event, report)
        else:
            say(answered=command[0x00000900].value, to=command[0x00000120].value)
        got = received(link)
    say(released=True)


server = socket.create_server(("127.0.0.1", 0))
say(port=server.getsockname()[1])
while True:
    link, _ = server.accept()
    try:
        serve(link)
    except EOFError:
        say(lost=True)
    finally:
        link.close()
