#include <gphoto2/gphoto2-version.h>
#include <napi.h>

#include <limits>

#include "camera.h"
#include "drivers.h"
#include "owner.h"
#include "session.h"

namespace {

/** What one JavaScript environment keeps. */
struct Environment {
  Napi::FunctionReference camera;
};

Napi::Value Detect(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  auto owner = Owner::Start(env, [] {}, [] { return std::numeric_limits<double>::infinity(); });
  Napi::Promise found = owner->Run(env, []() -> Owner::Answer {
    std::lock_guard<std::mutex> lock(LibraryMutex());
    Context context;
    const Drivers& drivers = Drivers::Load(context);
    auto bodies = drivers.Detect(Ports(context).get(), context);
    return [bodies](Napi::Env env) -> Napi::Value {
      Napi::Array array = Napi::Array::New(env, bodies.size());
      for (size_t i = 0; i < bodies.size(); i++) {
        Napi::Object body = Napi::Object::New(env);
        body.Set("model", bodies[i].first);
        body.Set("port", bodies[i].second);
        array.Set(static_cast<uint32_t>(i), body);
      }
      return array;
    };
  });
  owner->Abandon();
  return found;
}

Napi::Value Open(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  std::string port = TextArgument(info, 0, "port");
  Napi::Value asked = info[1].IsObject() ? info[1].As<Napi::Object>().Get("model") : env.Undefined();
  if (!asked.IsUndefined() && !asked.IsString()) throw Napi::TypeError::New(env, "model must be a string");
  std::string model = asked.IsString() ? asked.As<Napi::String>().Utf8Value() : "";

  auto session = std::make_shared<Session>();
  auto owner = Owner::Start(
      env, [session] { session->Close(); }, [session] { return session->QuietMs(); });
  auto open = [session, owner = std::weak_ptr<Owner>(owner), port, model]() -> Owner::Answer {
    session->Open(port, model);
    return [session, owner](Napi::Env env) -> Napi::Value {
      Napi::Object object = env.GetInstanceData<Environment>()->camera.New({});
      CameraObject::Unwrap(object)->Attach(owner.lock(), session);
      return object;
    };
  };
  return owner->Run(env, open, Owner::OnFault::close);
}

Napi::Value BusyMs(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), Owner::LongestBusyMs()); }

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* environment = new Environment;
  env.SetInstanceData(environment);
  environment->camera = Napi::Persistent(CameraObject::Define(env));
  exports.Set("version", Napi::String::New(env, gp_library_version(GP_VERSION_SHORT)[0]));
  exports.Set("detect", Napi::Function::New(env, Detect, "detect"));
  exports.Set("open", Napi::Function::New(env, Open, "open"));
  exports.Set("busyMs", Napi::Function::New(env, BusyMs, "busyMs"));
  return exports;
}

}  // namespace

NODE_API_MODULE(incidence_gphoto2, Init)
