#include "fault.h"

#include <gphoto2/gphoto2-result.h>

#include <algorithm>
#include <chrono>
#include <new>

namespace {

/** A stalled link repeats itself; more than this helps nobody. */
constexpr size_t mostMessages = 64;
/** What the ptp2 driver counts a transfer over USB in. */
constexpr double progressBytes = 200000;

}  // namespace

int64_t NowNs() {
  using std::chrono::duration_cast;
  return duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Napi::Value Fault::ToError(Napi::Env env) const {
  Napi::Object error = Napi::Error::New(env, message).Value();
  Napi::Array texts = Napi::Array::New(env, context.size());
  for (size_t i = 0; i < context.size(); i++) texts.Set(static_cast<uint32_t>(i), context[i]);
  error.Set("gphotoCode", code);
  error.Set("context", texts);
  return error;
}

Context::Context() : context_(gp_context_new()) {
  if (!context_) throw std::bad_alloc();
  gp_context_set_error_func(context_, OnError, this);
  gp_context_set_status_func(context_, OnText, this);
  gp_context_set_message_func(context_, OnText, this);
  gp_context_set_progress_funcs(context_, OnProgressStart, OnProgress, OnProgressStop, this);
}

Context::~Context() { gp_context_unref(context_); }

void Context::Clear() {
  said_.clear();
  heardError_ = false;
  toldBytes_ = 0;
  toldAtNs_ = 0;
}

bool Context::HeardWord(const char* word) const {
  return std::any_of(said_.begin(), said_.end(),
                     [word](const std::string& text) { return text.find(word) != std::string::npos; });
}

int Context::Check(int code, const std::string& call) const {
  if (code >= GP_OK) return code;
  throw Fault{code, call + ": " + gp_result_as_string(code), said_};
}

void Context::Fail(int code, const std::string& call, const std::string& reason) const {
  std::vector<std::string> texts = said_;
  texts.push_back(reason);
  throw Fault{code, call + ": " + reason, texts};
}

void Context::OnError(GPContext* context, const char* text, void* self) {
  static_cast<Context*>(self)->heardError_ = true;
  OnText(context, text, self);
}

void Context::OnText(GPContext*, const char* text, void* self) {
  auto& said = static_cast<Context*>(self)->said_;
  if (text && *text && said.size() < mostMessages) said.emplace_back(text);
}

unsigned int Context::OnProgressStart(GPContext* context, float, const char*, void* self) {
  OnProgress(context, 0, 0, self);
  return 0;
}

void Context::OnProgress(GPContext*, unsigned int, float current, void* self) {
  auto* told = static_cast<Context*>(self);
  told->toldBytes_ = static_cast<uint64_t>(current * progressBytes);
  told->toldAtNs_ = NowNs();
}

void Context::OnProgressStop(GPContext*, unsigned int, void*) {}
