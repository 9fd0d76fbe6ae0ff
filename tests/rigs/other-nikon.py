#!/usr/bin/env python3
"""A Nikon D750 on the network that shares no code and no habits with the studio's own virtual one.

Written from a description of PTP/IP and the property table of a real body. Prints its port once it listens, then one JSON
line for each shot with the hashes of what it hands out. One computer at a time; what was taken outlives a connection.
"""
import argparse
import contextlib
import hashlib
import json
import socket
import struct
import threading
import time
from pathlib import Path

OK, NO_SESSION, BAD_TRANSACTION, NO_OPERATION, BAD_HANDLE = 0x2001, 0x2003, 0x2004, 0x2005, 0x2009
NO_PROPERTY, DENIED, NO_STORE, BUSY, BAD_VALUE, NOT_LIVE = 0x200A, 0x200F, 0x2013, 0x2019, 0x201C, 0xA00B
ADDED, CHANGED, COMPLETE, ADDED_IN_RAM, COMPLETE_IN_RAM = 0x4002, 0x4006, 0x400D, 0xC101, 0xC102
SLOTS, (U8, U16, U32, TEXT) = (0x00010001, 0x00020001), (2, 4, 6, 0xFFFF)
PACKING = {U8: "<B", U16: "<H", U32: "<I"}


def text(value, ended=True):
    """A PTP string. Some firmware counts a closing NUL, some sends none."""
    units = (value + "\0" if ended else value).encode("utf-16-le")
    return bytes([len(units) // 2]) + units


def array(values, code="H"):
    return struct.pack(f"<I{len(values)}{code}", len(values), *values)


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def flat_jpeg(width, height, level):
    """A grey picture darker than 128: every block repeats the first one's mean."""
    mean = (128 - level) * 8
    size = mean.bit_length()
    bits = f"10{(1 << size) - 1 - mean:0{size}b}0" + "00" * ((width + 7) // 8 * ((height + 7) // 8) - 1)
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return b"".join([
        b"\xff\xd8", segment(0xDB, b"\0" + b"\1" * 64),
        segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
        segment(0xC4, bytes([0, 1, 1, *[0] * 14, 0, size])), segment(0xC4, bytes([0x10, 1, *[0] * 15, 0])),
        segment(0xDA, b"\1\1\0\0\x3f\0"), scan, b"\xff\xd9"])


class Property:
    def __init__(self, kind, value, choices=(), span=(), writable=True):
        self.kind, self.value, self.choices, self.span, self.writable = kind, value, choices, span, writable

    def pack(self, value, ended):
        return text(value, ended) if self.kind == TEXT else struct.pack(PACKING[self.kind], value)

    def describe(self, code, ended):
        head, current = struct.pack("<HHB", code, self.kind, self.writable), self.pack(self.value, ended)
        form = b"\2" + struct.pack("<H", len(self.choices)) if self.choices else b"\1" if self.span else b"\0"
        return head + current * 2 + form + b"".join(self.pack(each, ended) for each in self.choices or self.span)

    def accepts(self, value):
        return value in (self.choices or range(self.span[0], self.span[1] + 1))


def properties(options):
    full, pair = options.choices == "full", options.both_files_late
    stops = [280, 320, 350, 400, 450, 500, 560, 630, 710, 800, 900, 1000, 1100, 1300, 1400, 1600, 1800, 2000, 2200]
    tenths = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 31, 40, 50, 62, 80, 100, 125, 166, 200, 250, 333, 400, 500, 10000]
    speeds = [50, 64, 80, 100, 125, 160, 200, 250, 320, 400, 500, 640, 800, 1600, 3200, 6400, 12800, 25600, 51200]

    def dial(kind, value, choices, few, writable=True):
        """A list of choices, or on a body that says little just from where to where."""
        if full and options.minimal:
            return Property(kind, value, span=(choices[0], choices[-1], 1), writable=writable)
        return Property(kind, value, choices if full else few, writable=writable)

    table = {
        0x5003: Property(TEXT, "6016x4016", ["6016x4016", "4512x3008", "3008x2008"], writable=False),
        # Its menu is locked to NEF+Fine where two files are to come.
        0x5004: Property(U8, 7 * pair, [0, 1, 2, 4, 5, 6, 7], writable=not pair),
        0x5007: dial(U16, 560, stops, [400, 560, 800, 1100], not options.read_only_aperture),
        0x500D: dial(U32, 166, tenths, [20, 40, 80, 166]),
        0x500E: Property(U16, 1, [1, 2, 3, 4, 32784], writable=False),
        0x500F: dial(U16, 400, speeds, [50, 200, 400]),
        0x5011: Property(TEXT, "20260304T101112", writable=False),
        0x5013: Property(U16, 1, [1, 2, 32784, 32786], writable=False),
    }
    if options.minimal:
        return table
    return table | {
        0x5018: Property(U16, 1, span=(1, 100, 1)),
        0x5001: Property(U8, 73, span=(1, 100, 1), writable=False),
        0x5005: Property(U16, 2, [2, 4, 5, 6, 7, 32784, 32785, 32786, 32787]),
        0x500A: Property(U16, 1, [1, 32784, 32785], writable=False),
        0xD01E: Property(U16, 5000, span=(2500, 10000, 10)),
        0xD054: Property(U8, 1, span=(0, 1, 1)),
        0xD100: Property(U32, 1 << 16 | 60, [*(1 << 16 | part for part in (500, 250, 125, 60)), 10 << 16 | 25]),
        0xD10B: Property(U8, 0, span=(0, 2, 1)),
        0xD1AC: Property(U8, 2, [1, 2]),
        0xD1A2: Property(U8, 0, span=(0, 1, 1), writable=False),
        0xD1A4: Property(U32, 0, writable=False),
    }


class Body:
    """What stays when a computer goes: settings, cards, counters."""

    def __init__(self, options):
        self.options, self.ended, self.table = options, not options.minimal, properties(options)
        self.pictures = [Path(file).read_bytes() for file in options.picture] or [flat_jpeg(1504, 1000, 118)]
        self.objects, self.events, self.thumb = {}, [], flat_jpeg(160, 120, 118)
        self.shots, self.number, self.folder_number, self.frames = 0, 9994, 101, 0
        self.busy_until = self.live_since = 0.0
        if not options.ram_only:
            self.objects = {0x10000000 + slot: (storage, 0, "DCIM", None) for slot, storage in enumerate(SLOTS)}
            self.store("JPG", flat_jpeg(320, 216, 90))
        self.operations = [*range(0x1001, 0x1006), *range(0x1007, 0x100C), 0x100E, 0x1014, 0x1015, 0x1016,
                           0x90C0, 0x90C1, 0x90C2, 0x90C3, 0x90C7, 0x90C8, 0x90CA, 0x90CB, 0x9204, 0x9206, 0x9207]
        self.operations += [0x101B] * (not options.minimal) + [0x9201, 0x9202, 0x9203] * (not options.no_liveview)

    def store(self, suffix, data):
        """Puts a file on the first card, in a new folder once the counter has wrapped. Returns what was added."""
        folder = 0x10000000 + (self.folder_number << 16)
        handle = folder + self.number + (0x8000 if suffix == "NEF" else 0)
        added = [handle] if folder in self.objects else [folder, handle]
        self.objects.setdefault(folder, (SLOTS[0], 0x10000000, f"{self.folder_number}ND750", None))
        self.objects[handle] = (SLOTS[0], folder, f"DSC_{self.number:04d}.{suffix}", data)
        return added

    def expose(self, to_ram):
        if not to_ram and self.options.ram_only:
            return NO_STORE
        self.shots += 1
        picture = self.pictures[(self.shots - 1) % len(self.pictures)]
        note = f"other nikon, shot {self.shots}".encode()
        cut = 2 if picture[:2] == b"\xff\xd8" else len(picture)
        picture = picture[:cut] + segment(0xFE, note) + picture[cut:]
        raw, quality = b"MM\0*" + bytes(4) + hashlib.sha256(note).digest() * 40000, self.table[0x5004].value
        kinds = [("NEF", raw)] * (quality >= 4) + [("JPG", picture)] * (quality != 4)
        self.number, self.folder_number = self.number % 9999 + 1, self.folder_number + (self.number == 9999)
        added, files, self.busy_until = [], [], time.monotonic() + 0.12
        for index, (suffix, data) in enumerate(kinds):
            if to_ram:
                self.objects[0xFFFF0001 + index] = (SLOTS[0], 0, f"DSC_{self.number:04d}.{suffix}", data)
                added.append((ADDED_IN_RAM, 0xFFFF0001 + index if index else 0))
            else:
                added += [(ADDED, handle) for handle in self.store(suffix, data)]
            files.append({"kind": suffix, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        print(json.dumps({"shot": self.shots, "files": files}), flush=True)
        complete = (COMPLETE_IN_RAM if to_ram else COMPLETE, 0)
        late = self.options.both_files_late or self.options.events == "late"
        for index, event in enumerate([complete, *added] if late else [*added, complete]):
            self.events.append((self.busy_until + 0.25 * index * late, *event))
        return OK

    def poll(self):
        due = [event for event in self.events if event[0] <= time.monotonic()]
        due = due[:1] if self.options.events == "single" else due
        self.events = [event for event in self.events if event not in due]
        return struct.pack("<H", len(due)) + b"".join(struct.pack("<HI", code, value) for _, code, value in due)

    def device_info(self):
        names = ("Nikon Corporation", "D750", "V1.12", "0000000000000000000000000006014711")
        return b"".join([
            struct.pack("<HIH", 100, 10, 100), text("Microsoft.com/DeviceServices: 1.0;", self.ended), bytes(2),
            array(self.operations), array([ADDED, 0x4003, CHANGED, 0x4008, 0x400A, COMPLETE, ADDED_IN_RAM]),
            array([code for code in self.table if code < 0xD000]), array([0x3801, 0x3000]),
            array([0x3801, 0x3000, 0x3001]), *(text(name, self.ended) for name in names)])

    def storage_info(self, storage):
        if self.options.ram_only or storage not in SLOTS:
            return NO_STORE, None, ()
        head = struct.pack("<HHHQQI", 4, 3, 2, 31625052160, 30111334400 - 12_000_000 * self.shots, 2509 - self.shots)
        return OK, head + text("") + text(f"NIKON D750  [Slot {storage >> 16}]", self.ended), ()

    def object_info(self, handle):
        storage, parent, name, data = self.objects[handle]
        kind = 0x3001 if data is None else 0x3801 if name.endswith("JPG") else 0x3000
        picture = (0,) * 8 if data is None else (len(data), 0x3808, len(self.thumb), 160, 120, 6016, 4016, 24)
        head = struct.pack("<IHHIHIIIIIIIHII", storage, kind, 0, *picture, parent, int(data is None), 0, 0)
        date = text("20260304T101112", self.ended)
        return head + text(name, self.ended) + date * 2 + text("", self.ended)

    def handles(self, storage, parent):
        """A parent of 0 means all, of FFFFFFFF those that lie in no folder."""
        return [handle for handle, (place, above, _, _) in self.objects.items() if handle < 0xFFFF0000
                and storage in (0xFFFFFFFF, place) and parent in (0, above or 0xFFFFFFFF)]

    def answer(self, code, params, sent):
        """One operation: a response code, data for the computer, response parameters."""
        first, second, third = (*params, 0, 0, 0)[:3]
        exposing = time.monotonic() < self.busy_until
        live = self.live_since and time.monotonic() - self.live_since > 0.2
        if code not in self.operations:
            return NO_OPERATION, None, ()
        if code == 0x1005:
            return self.storage_info(first)
        if code in (0x1008, 0x1009, 0x100A, 0x100B, 0x90C3, 0x101B):
            if first not in self.objects:
                return BAD_HANDLE, None, ()
            if code in (0x100B, 0x90C3):
                del self.objects[first]
                return OK, None, ()
            data = self.objects[first][3] or b""
            part = data[second:second + third] if code == 0x101B else data
            whole = {0x1008: self.object_info(first), 0x100A: self.thumb}
            return OK, whole.get(code, part), (len(part),) if code == 0x101B else ()
        if code in (0x1014, 0x1015, 0x1016):
            return self.answer_property(code, self.table.get(first), first, sent)
        reading = {
            0x1001: self.device_info, 0x90C7: self.poll, 0x1007: lambda: array(self.handles(first, third), "I"),
            0x1004: lambda: array([0x00010000] if self.options.ram_only else SLOTS, "I"),
            0x90CA: lambda: array([name for name in self.table if name >= 0xD000]),
        }.get(code)
        if reading:
            return OK, reading(), ()
        if code == 0x90C8:
            return BUSY if exposing or (self.live_since and not live) else OK, None, ()
        if code in (0x100E, 0x90C0, 0x90CB, 0x9207):
            ram = code in (0x90C0, 0x90CB) or (code == 0x9207 and second == 1)
            return BUSY if exposing else self.expose(ram), None, ()
        if code == 0x9203:
            if not live:
                return BUSY if self.live_since else NOT_LIVE, None, ()
            self.frames += 1
            return OK, bytes(384) + flat_jpeg(640, 424, 60 + self.frames % 60), ()
        if code in (0x9201, 0x9202):
            self.go_live(code == 0x9201)
        return OK, None, ()

    def go_live(self, on):
        self.live_since = time.monotonic() if on else 0.0
        if 0xD1A2 in self.table:
            self.table[0xD1A2].value = int(on)

    def answer_property(self, code, wanted, name, sent):
        if wanted is None:
            return NO_PROPERTY, None, ()
        if code == 0x1014:
            return OK, wanted.describe(name, self.ended), ()
        if code == 0x1015:
            return OK, wanted.pack(wanted.value, self.ended), ()
        if time.monotonic() < self.busy_until or not wanted.writable:
            return BUSY if wanted.writable else DENIED, None, ()
        (value,) = struct.unpack_from(PACKING[wanted.kind], sent)
        if not wanted.accepts(value):
            return BAD_VALUE, None, ()
        wanted.value = value
        twin = {0x500D: 0xD100, 0xD100: 0x500D}.get(name)
        if twin in self.table:
            wished = seconds(name, value)
            self.table[twin].value = min(self.table[twin].choices, key=lambda each: abs(seconds(twin, each) - wished))
        self.events += [(0.0, CHANGED, moved) for moved in (name, twin) if moved in self.table]
        return OK, None, ()


def seconds(name, value):
    return (value >> 16) / (value & 0xFFFF) if name == 0xD100 else value / 10_000


def serve(link, body, turn):
    """One channel. Whoever asks while another computer holds the body is refused."""
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with link, link.makefile("rwb") as stream, contextlib.suppress(OSError, struct.error):
        kind, _ = receive(stream)
        if kind == 3:
            send(stream, 4, b"")
            receive(stream)
        # The last computer may have hung up a moment ago.
        elif kind != 1 or not turn.acquire(timeout=0.3):
            send(stream, 5, struct.pack("<I", 2))
        else:
            try:
                send(stream, 2, bytes(4) + bytes(range(16)) + "D750\0".encode("utf-16-le") + struct.pack("<I", 65536))
                converse(stream, body)
            finally:
                body.go_live(False)
                turn.release()


def converse(stream, body):
    opened, last = False, 0
    while True:
        kind, packet = receive(stream)
        if kind != 6:
            continue
        phase, code, transaction = struct.unpack_from("<IHI", packet)
        params = struct.unpack_from(f"<{(len(packet) - 10) // 4}I", packet, 10)
        sent = take_data(stream) if phase == 2 else b""
        time.sleep(body.options.slow / 1000)
        status, data, results = OK, None, ()
        if code == 0x1002:
            opened, last = True, 0
        elif not opened and code != 0x1001:
            status = NO_SESSION
        elif opened and transaction <= last:
            status = BAD_TRANSACTION
        elif code == 0x1003:
            opened = False
        else:
            last = transaction
            status, data, results = body.answer(code, params, sent)
        if data is not None:
            send(stream, 9, struct.pack("<IQ", transaction, len(data)))
            cut = len(data) // 2 if len(data) > 100_000 else 0
            send(stream, 10, struct.pack("<I", transaction) + data[:cut])
            send(stream, 12, struct.pack("<I", transaction) + data[cut:])
        send(stream, 7, struct.pack(f"<HI{len(results)}I", status, transaction, *results))


def send(stream, kind, packet):
    stream.write(struct.pack("<II", len(packet) + 8, kind) + packet)
    stream.flush()


def receive(stream):
    size, kind = struct.unpack("<II", stream.read(8))
    return kind, stream.read(size - 8)


def take_data(stream):
    kind, data = 9, b""
    while kind != 12:
        kind, packet = receive(stream)
        data += packet[4:] if kind in (10, 12) else b""
    return data


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--picture", action="append", default=[], metavar="FILE")
    for switch in ("--ram-only", "--minimal", "--read-only-aperture", "--no-liveview", "--both-files-late"):
        parser.add_argument(switch, action="store_true")
    parser.add_argument("--card", action="store_false", dest="ram_only", help="a card in each slot (as usual)")
    parser.add_argument("--choices", choices=("sparse", "full"), default="full")
    parser.add_argument("--events", choices=("together", "single", "late"), default="together")
    parser.add_argument("--slow", type=int, default=0, metavar="MS", help="before each answer")
    body, turn = Body(parser.parse_args()), threading.Lock()
    listener = socket.create_server(("127.0.0.1", body.options.port))
    print(listener.getsockname()[1], flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], body, turn), daemon=True).start()


if __name__ == "__main__":
    main()
