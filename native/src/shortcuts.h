#pragma once

/**
 * Spares what stock ptp2 does in vain, and what costs more than its work: for every packet on PTP/IP it writes all bytes
 * out as a hexadecimal text, which is thrown away where nobody logs, and looks at the event socket with a wait of a
 * microsecond, which puts the thread to sleep; and it waits for a body in steps of a tenth of a second, so that a release
 * that takes ten milliseconds takes a hundred. `library` is ptp2's dlopen handle; where the system or the library's build
 * does not allow it, everything stays as it is.
 */
void TakeShortcuts(void* library);

/** A call begins on this thread: its first waits are short ones again. */
void WaitShortlyAtFirst();
