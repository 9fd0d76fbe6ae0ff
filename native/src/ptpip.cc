#include "ptpip.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace {

constexpr int highestPort = 65535;
/** Two sockets, and what other threads may open meanwhile. */
constexpr int spareDescriptors = 16;

}  // namespace

bool IsPtpip(const std::string& path) { return path.rfind("ptpip:", 0) == 0; }

bool ParsePtpip(const std::string& path, PtpipPort* port) {
  char host[16];
  int end = 0;
  if (sscanf(path.c_str(), "ptpip:%15[0-9.]:%5d:%5d%n", host, &port->port, &port->eventPort, &end) != 3) return false;
  if (static_cast<size_t>(end) != path.size() || inet_pton(AF_INET, host, &port->host) != 1) return false;
  return port->port > 0 && port->port <= highestPort && port->eventPort > 0 && port->eventPort <= highestPort;
}

bool DescriptorsLeftForSelect() {
  std::vector<int> taken;
  bool left = true;
  while (left && taken.size() < spareDescriptors) {
    int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
    left = descriptor >= 0 && descriptor < FD_SETSIZE;
    if (descriptor >= 0) taken.push_back(descriptor);
  }
  for (int descriptor : taken) close(descriptor);
  return left;
}

PtpipSockets PtpipSockets::Find(const PtpipPort& port) {
  PtpipSockets found;
  for (int descriptor = 0; descriptor < FD_SETSIZE; descriptor++) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
    if (peer.sin_family != AF_INET || peer.sin_addr.s_addr != port.host.s_addr) continue;
    int peerPort = ntohs(peer.sin_port);
    struct stat status;
    if ((peerPort == port.port || peerPort == port.eventPort) && fstat(descriptor, &status) == 0) {
      found.sockets_.push_back({descriptor, status.st_ino});
    }
  }
  return found;
}

PtpipSockets PtpipSockets::Without(const PtpipSockets& before) const {
  PtpipSockets rest;
  for (const Socket& socket : sockets_) {
    bool known = std::any_of(before.sockets_.begin(), before.sockets_.end(),
                             [&](const Socket& other) { return other.inode == socket.inode; });
    if (!known) rest.sockets_.push_back(socket);
  }
  return rest;
}

void PtpipSockets::Tune() const {
  for (const Socket& socket : sockets_) {
    int on = 1;
    setsockopt(socket.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(socket.descriptor, F_SETFD, FD_CLOEXEC);
  }
}

void PtpipSockets::CloseLeftOvers() const {
  for (const Socket& socket : sockets_) {
    if (IsOpen(socket)) close(socket.descriptor);
  }
}

bool PtpipSockets::Received(Traffic* traffic) const {
  bool told = false;
  for (const Socket& socket : sockets_) {
    Traffic one;
    if (!IsOpen(socket) || !ReadTraffic(socket.descriptor, &one)) continue;
    *traffic = told ? Traffic{traffic->bytes + one.bytes, std::min(traffic->quietMs, one.quietMs)} : one;
    told = true;
  }
  return told;
}

bool PtpipSockets::IsOpen(const Socket& socket) {
  struct stat status;
  return fstat(socket.descriptor, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_ino == socket.inode;
}
