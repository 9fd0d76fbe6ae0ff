#include "spare-buffers.h"

#include <algorithm>
#include <utility>

namespace {

/** More than are ever under way. */
constexpr size_t mostSpares = 8;
/** Frames differ in size a little: what was made for one should do for the next. */
constexpr size_t block = 32 * 1024;

}  // namespace

Napi::ArrayBuffer SpareBuffers::Take(Napi::Env env, size_t bytes) {
  while (!spares_.empty()) {
    Napi::Reference<Napi::ArrayBuffer> spare = std::move(spares_.back());
    spares_.pop_back();
    Napi::ArrayBuffer buffer = spare.Value();
    if (buffer.ByteLength() >= bytes) return buffer;
  }
  return Napi::ArrayBuffer::New(env, bytes == 0 ? 0 : (bytes / block + 1) * block);
}

void SpareBuffers::Give(Napi::ArrayBuffer buffer) {
  bool known = std::any_of(spares_.begin(), spares_.end(),
                           [&](const auto& spare) { return spare.Value().StrictEquals(buffer); });
  if (!known && buffer.ByteLength() > 0 && spares_.size() < mostSpares) spares_.push_back(Napi::Persistent(buffer));
}
