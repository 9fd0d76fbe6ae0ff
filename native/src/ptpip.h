#pragma once

#include <netinet/in.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "traffic.h"

/** `ptpip:IP:PORT:EVENTPORT`, the only form that says where the event channel goes: without it, always to 15740. */
struct PtpipPort {
  in_addr host;
  int port;
  int eventPort;
};

bool IsPtpip(const std::string& path);
/** False for names, for IPv6, and if either port is missing. */
bool ParsePtpip(const std::string& path, PtpipPort* port);

/**
 * libgphoto2 waits with `select`, which aborts the process for descriptors of 1,024 and more. True if the next ones
 * will be below, with some to spare for other threads.
 */
bool DescriptorsLeftForSelect();

/** The sockets of one connection: remembered by what they are, not only by number. */
class PtpipSockets {
 public:
  /** Those now connected to the camera. */
  static PtpipSockets Find(const PtpipPort& port);

  /** What is here and not in `before`. */
  PtpipSockets Without(const PtpipSockets& before) const;
  /** Sends small packets at once, and does not leak the sockets to child processes. */
  void Tune() const;
  /** Closes those that are still open: after a broken link, libgphoto2 forgets them. */
  void CloseLeftOvers() const;
  /** What has come in over those that are still open: bytes together, and the shortest silence. False where nobody tells. */
  bool Received(Traffic* traffic) const;

 private:
  struct Socket {
    int descriptor;
    ino_t inode;
  };
  static bool IsOpen(const Socket& socket);
  std::vector<Socket> sockets_;
};
