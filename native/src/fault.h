#pragma once

#include <gphoto2/gphoto2-context.h>
#include <napi.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

/** A failed library call as data: what a rejected promise carries. */
struct Fault {
  int code;
  std::string message;
  std::vector<std::string> context;

  Napi::Value ToError(Napi::Env env) const;
};

/** On the clock that never goes back. */
int64_t NowNs();

/**
 * A GPContext that keeps what the library says through it. It has no cancel function: on PTP/IP a cancelled transfer
 * calls a null pointer. Belongs to one thread.
 */
class Context {
 public:
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  GPContext* get() const { return context_; }
  /** Forgets what was said and how far things had come: called before each job. */
  void Clear();
  /** Whether the library has reported an error since `Clear`, whatever it returned. */
  bool HeardError() const { return heardError_; }
  bool HeardWord(const char* word) const;
  /** How many bytes of the transfer under way the driver has told of, and when. Drivers tell over USB. Any thread. */
  uint64_t ToldBytes() const { return toldBytes_; }
  int64_t ToldAtNs() const { return toldAtNs_; }

  /** Returns `code` if it is no error, else throws the Fault with all that was said since `Clear`. */
  int Check(int code, const std::string& call) const;
  /** Throws a Fault of this addon's own finding. */
  [[noreturn]] void Fail(int code, const std::string& call, const std::string& reason) const;

 private:
  static void OnError(GPContext*, const char* text, void* self);
  static void OnText(GPContext*, const char* text, void* self);
  static unsigned int OnProgressStart(GPContext*, float target, const char* text, void* self);
  static void OnProgress(GPContext*, unsigned int id, float current, void* self);
  static void OnProgressStop(GPContext*, unsigned int id, void* self);

  GPContext* context_;
  std::vector<std::string> said_;
  bool heardError_ = false;
  std::atomic<uint64_t> toldBytes_{0};
  std::atomic<int64_t> toldAtNs_{0};
};
