#include "traffic.h"

// Not beside <netinet/tcp.h>: both define tcp_info, and only the kernel's own has all of it.
#ifdef __linux__
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

bool ReadTraffic(int descriptor, Traffic* traffic) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  if (size < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received) return false;
  *traffic = {info.tcpi_bytes_received, info.tcpi_last_data_recv};
  return true;
}
#else
bool ReadTraffic(int, Traffic*) { return false; }
#endif
