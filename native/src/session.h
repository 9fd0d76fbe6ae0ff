#pragma once

#include <gphoto2/gphoto2-camera.h>

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
  const CameraAbilities& abilities() const { return abilities_; }

 private:
  void Enter(const std::string& path);

  Context context_;
  Camera* camera_ = nullptr;
  CameraAbilities abilities_{};
  PtpipSockets sockets_;
};
