#pragma once

/**
 * Spares two things that stock ptp2 does for every packet on PTP/IP: it writes all bytes out as a hexadecimal text, which
 * is thrown away where nobody logs, and it looks at the event socket with a wait of a microsecond, which puts the thread
 * to sleep. Both cost more than the packet. `library` is ptp2's dlopen handle; where the system or the library's build
 * does not allow it, everything stays as it is.
 */
void TakeShortcuts(void* library);
