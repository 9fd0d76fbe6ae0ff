#pragma once

#include <gphoto2/gphoto2-camera.h>

#include <atomic>
#include <string>

#include "fault.h"
#include "ptpip.h"

/** One camera from entering to leaving. Belongs to its owner's thread, apart from `abilities` once `Open` is done. */
class Session {
 public:
  /**
   * Throws a Fault: -2 for a PTP/IP port that does not name numeric IPv4 and both ports, -5 for an unknown port, -8 if
   * more descriptors are open than libgphoto2 can wait for, -105 for an unknown model or if there is no body at a USB
   * port, and whatever the library says. Nothing is held then.
   */
  void Open(const std::string& port, const std::string& model);
  /** Always attempted, never throws, idempotent: the body may be gone, its memory and sockets are freed all the same. */
  void Close();

  Camera* camera() const { return camera_; }
  Context& context() { return context_; }
  /** Before each call: forgets what the last one said and fetched. */
  void BeginCall();
  /** Bytes that have come in since then; 0 where nobody tells. Any thread. */
  double ReceivedBytes() const;
  /** Milliseconds since the last of them, however long ago; infinite where nobody tells. Any thread. */
  double QuietMs() const;
  const CameraAbilities& abilities() const { return abilities_; }

 private:
  void Enter(const std::string& path);
  bool Received(Traffic* traffic) const { return entered_ && sockets_.Received(traffic); }

  Context context_;
  Camera* camera_ = nullptr;
  CameraAbilities abilities_{};
  PtpipSockets sockets_;
  /** From then on `sockets_` stays as it is. */
  std::atomic<bool> entered_{false};
  std::atomic<uint64_t> bytesBefore_{0};
};
