#include "camera.h"

#include <cmath>
#include <limits>

#include "calls.h"
#include "config.h"

std::string TextArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (info[index].IsString()) return info[index].As<Napi::String>().Utf8Value();
  throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a string");
}

int IntegerArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  double number = info[index].IsNumber() ? info[index].As<Napi::Number>().DoubleValue() : -1;
  if (number >= 0 && number <= std::numeric_limits<int>::max() && std::floor(number) == number) {
    return static_cast<int>(number);
  }
  throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a whole number of 0 or more");
}

Napi::Function CameraObject::Define(Napi::Env env) {
  return DefineClass(env, "NativeCamera",
                     {
                         InstanceAccessor<&CameraObject::Abilities>("abilities", napi_enumerable),
                         InstanceMethod<&CameraObject::Preview>("preview"),
                         InstanceMethod<&CameraObject::Recycle>("recycle"),
                         InstanceMethod<&CameraObject::Trigger>("trigger"),
                         InstanceMethod<&CameraObject::WaitForEvent>("waitForEvent"),
                         InstanceMethod<&CameraObject::ListConfig>("listConfig"),
                         InstanceMethod<&CameraObject::GetConfig>("getConfig"),
                         InstanceMethod<&CameraObject::SetConfig>("setConfig"),
                         InstanceMethod<&CameraObject::SetConfigIndex>("setConfigIndex"),
                         InstanceMethod<&CameraObject::Stores>("stores"),
                         InstanceMethod<&CameraObject::ListFolders>("listFolders"),
                         InstanceMethod<&CameraObject::ListFiles>("listFiles"),
                         InstanceMethod<&CameraObject::FileInfo>("fileInfo"),
                         InstanceMethod<&CameraObject::Download>("download"),
                         InstanceMethod<&CameraObject::DeleteFile>("deleteFile"),
                         InstanceMethod<&CameraObject::Close>("close"),
                         InstanceMethod<&CameraObject::BusyMs>("busyMs"),
                         InstanceMethod<&CameraObject::Progress>("progress"),
                     });
}

CameraObject::CameraObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<CameraObject>(info) {}

CameraObject::~CameraObject() {
  if (owner_) owner_->Abandon();
}

void CameraObject::Attach(std::shared_ptr<Owner> owner, std::shared_ptr<Session> session) {
  owner_ = std::move(owner);
  session_ = std::move(session);
}

Napi::Value CameraObject::Run(Napi::Env env, std::function<Owner::Answer(Session&)> call) {
  return owner_->Run(env, [session = session_, call = std::move(call)] {
    session->BeginCall();
    return call(*session);
  });
}

Napi::Value CameraObject::Abilities(const Napi::CallbackInfo& info) {
  const CameraAbilities& abilities = session_->abilities();
  auto can = [&](CameraOperation operation) { return (abilities.operations & operation) != 0; };
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("model", abilities.model);
  object.Set("captureImage", can(GP_OPERATION_CAPTURE_IMAGE));
  object.Set("capturePreview", can(GP_OPERATION_CAPTURE_PREVIEW));
  object.Set("triggerCapture", can(GP_OPERATION_TRIGGER_CAPTURE));
  object.Set("config", can(GP_OPERATION_CONFIG));
  object.Set("deleteFiles", (abilities.file_operations & GP_FILE_OPERATION_DELETE) != 0);
  return object;
}

Napi::Value CameraObject::Preview(const Napi::CallbackInfo& info) {
  return Run(info.Env(), [spares = spares_](Session& session) { return ::Preview(session, spares); });
}

Napi::Value CameraObject::Recycle(const Napi::CallbackInfo& info) {
  if (!info[0].IsTypedArray()) throw Napi::TypeError::New(info.Env(), "bytes must be a Uint8Array");
  spares_->Give(info[0].As<Napi::TypedArray>().ArrayBuffer());
  return info.Env().Undefined();
}

Napi::Value CameraObject::Trigger(const Napi::CallbackInfo& info) { return Run(info.Env(), ::Trigger); }

Napi::Value CameraObject::WaitForEvent(const Napi::CallbackInfo& info) {
  int timeoutMs = IntegerArgument(info, 0, "timeoutMs");
  return Run(info.Env(), [timeoutMs](Session& session) { return ::WaitForEvent(session, timeoutMs); });
}

Napi::Value CameraObject::ListConfig(const Napi::CallbackInfo& info) { return Run(info.Env(), ::ListConfig); }

Napi::Value CameraObject::GetConfig(const Napi::CallbackInfo& info) {
  std::string key = TextArgument(info, 0, "key");
  return Run(info.Env(), [key](Session& session) { return ::GetConfig(session, key); });
}

Napi::Value CameraObject::SetConfig(const Napi::CallbackInfo& info) {
  std::string key = TextArgument(info, 0, "key");
  ConfigValue value;
  if (info[1].IsNumber()) value = info[1].As<Napi::Number>().DoubleValue();
  else value = TextArgument(info, 1, "value");
  return Run(info.Env(), [key, value](Session& session) { return ::SetConfig(session, key, value); });
}

Napi::Value CameraObject::SetConfigIndex(const Napi::CallbackInfo& info) {
  std::string key = TextArgument(info, 0, "key");
  ConfigValue value = ChoiceIndex{IntegerArgument(info, 1, "index")};
  return Run(info.Env(), [key, value](Session& session) { return ::SetConfig(session, key, value); });
}

Napi::Value CameraObject::Stores(const Napi::CallbackInfo& info) { return Run(info.Env(), ::Stores); }

Napi::Value CameraObject::ListFolders(const Napi::CallbackInfo& info) {
  std::string folder = TextArgument(info, 0, "folder");
  return Run(info.Env(), [folder](Session& session) { return ::ListFolders(session, folder); });
}

Napi::Value CameraObject::ListFiles(const Napi::CallbackInfo& info) {
  std::string folder = TextArgument(info, 0, "folder");
  return Run(info.Env(), [folder](Session& session) { return ::ListFiles(session, folder); });
}

Napi::Value CameraObject::FileInfo(const Napi::CallbackInfo& info) {
  std::string folder = TextArgument(info, 0, "folder");
  std::string name = TextArgument(info, 1, "name");
  return Run(info.Env(), [folder, name](Session& session) { return ::FileInfo(session, folder, name); });
}

Napi::Value CameraObject::Download(const Napi::CallbackInfo& info) {
  std::string folder = TextArgument(info, 0, "folder");
  std::string name = TextArgument(info, 1, "name");
  std::string kind = info[2].IsUndefined() ? "normal" : TextArgument(info, 2, "kind");
  if (kind != "normal" && kind != "preview") throw Napi::TypeError::New(info.Env(), "kind must be normal or preview");
  CameraFileType type = kind == "preview" ? GP_FILE_TYPE_PREVIEW : GP_FILE_TYPE_NORMAL;
  return Run(info.Env(), [folder, name, type](Session& session) { return ::Download(session, folder, name, type); });
}

Napi::Value CameraObject::DeleteFile(const Napi::CallbackInfo& info) {
  std::string folder = TextArgument(info, 0, "folder");
  std::string name = TextArgument(info, 1, "name");
  return Run(info.Env(), [folder, name](Session& session) { return ::DeleteFile(session, folder, name); });
}

Napi::Value CameraObject::Close(const Napi::CallbackInfo& info) { return owner_->Close(info.Env()); }

Napi::Value CameraObject::BusyMs(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), owner_->BusyMs());
}

Napi::Value CameraObject::Progress(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), session_->ReceivedBytes());
}
