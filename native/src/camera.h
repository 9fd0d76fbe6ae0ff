#pragma once

#include <napi.h>

#include <memory>

#include "owner.h"
#include "session.h"
#include "spare-buffers.h"

/** The `NativeCamera` of the contract. A forgotten one is closed when it is collected. */
class CameraObject : public Napi::ObjectWrap<CameraObject> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit CameraObject(const Napi::CallbackInfo& info);
  ~CameraObject() override;

  /** Gives a fresh object its opened camera. */
  void Attach(std::shared_ptr<Owner> owner, std::shared_ptr<Session> session);

 private:
  Napi::Value Abilities(const Napi::CallbackInfo& info);
  Napi::Value Preview(const Napi::CallbackInfo& info);
  Napi::Value Recycle(const Napi::CallbackInfo& info);
  Napi::Value Trigger(const Napi::CallbackInfo& info);
  Napi::Value WaitForEvent(const Napi::CallbackInfo& info);
  Napi::Value ListConfig(const Napi::CallbackInfo& info);
  Napi::Value GetConfig(const Napi::CallbackInfo& info);
  Napi::Value SetConfig(const Napi::CallbackInfo& info);
  Napi::Value SetConfigIndex(const Napi::CallbackInfo& info);
  Napi::Value Stores(const Napi::CallbackInfo& info);
  Napi::Value ListFolders(const Napi::CallbackInfo& info);
  Napi::Value ListFiles(const Napi::CallbackInfo& info);
  Napi::Value FileInfo(const Napi::CallbackInfo& info);
  Napi::Value Download(const Napi::CallbackInfo& info);
  Napi::Value DeleteFile(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);
  Napi::Value BusyMs(const Napi::CallbackInfo& info);
  Napi::Value Progress(const Napi::CallbackInfo& info);

  Napi::Value Run(Napi::Env env, std::function<Owner::Answer(Session&)> call);

  std::shared_ptr<Owner> owner_;
  std::shared_ptr<Session> session_;
  std::shared_ptr<SpareBuffers> spares_ = std::make_shared<SpareBuffers>();
};

/** An argument of the asked type, or a TypeError that names it. */
std::string TextArgument(const Napi::CallbackInfo& info, size_t index, const char* name);
int IntegerArgument(const Napi::CallbackInfo& info, size_t index, const char* name);
