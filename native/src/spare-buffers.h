#pragma once

#include <napi.h>

#include <cstddef>
#include <vector>

/**
 * Memory of previews that nobody needs any more, for the next ones: without it the collector works as long as the camera.
 * Used on the JavaScript thread alone.
 */
class SpareBuffers {
 public:
  /** A buffer of at least `bytes`; what was in it may still be there. */
  Napi::ArrayBuffer Take(Napi::Env env, size_t bytes);
  void Give(Napi::ArrayBuffer buffer);

 private:
  std::vector<Napi::Reference<Napi::ArrayBuffer>> spares_;
};
