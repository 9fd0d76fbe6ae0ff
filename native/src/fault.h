#pragma once

#include <gphoto2/gphoto2-context.h>
#include <napi.h>

#include <string>
#include <vector>

/** A failed library call as data: what a rejected promise carries. */
struct Fault {
  int code;
  std::string message;
  std::vector<std::string> context;

  Napi::Value ToError(Napi::Env env) const;
};

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
  /** Forgets what was said: called before each job. */
  void Clear();
  /** Whether the library has reported an error since `Clear`, whatever it returned. */
  bool HeardError() const { return heardError_; }
  bool HeardWord(const char* word) const;

  /** Returns `code` if it is no error, else throws the Fault with all that was said since `Clear`. */
  int Check(int code, const std::string& call) const;
  /** Throws a Fault of this addon's own finding. */
  [[noreturn]] void Fail(int code, const std::string& call, const std::string& reason) const;

 private:
  static void OnError(GPContext*, const char* text, void* self);
  static void OnText(GPContext*, const char* text, void* self);

  GPContext* context_;
  std::vector<std::string> said_;
  bool heardError_ = false;
};
