#pragma once

#include <cstdint>

/** What has come in over one TCP connection. */
struct Traffic {
  uint64_t bytes;
  /** Milliseconds since the last of it. */
  uint32_t quietMs;
};

/** False where the system does not tell. Any thread may ask, of any descriptor. */
bool ReadTraffic(int descriptor, Traffic* traffic);
