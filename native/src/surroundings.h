#pragma once

/**
 * Prepares the calling thread for libgphoto2. Promises, whatever the process has set:
 * - its own locale: choices in English, numbers with a point, texts in UTF-8;
 * - all signals blocked: a signal that interrupts `select` would count as a broken link;
 * - on Linux a timer slack of 1 µs: libgphoto2 waits for 1 µs per PTP/IP packet and would otherwise sleep 50 µs more.
 */
void SettleCameraThread();

/**
 * Keeps file descriptor 0 as it is while in force: leaving PTP/IP, libgphoto2 closes it although it never opened it.
 */
class StandardInputGuard {
 public:
  StandardInputGuard();
  ~StandardInputGuard();
  StandardInputGuard(const StandardInputGuard&) = delete;
  StandardInputGuard& operator=(const StandardInputGuard&) = delete;

 private:
  int kept_;
};
