#include "owner.h"

#include <gphoto2/gphoto2-port-result.h>

#include <algorithm>
#include <cstdlib>

#include "surroundings.h"

std::shared_ptr<Owner> Owner::Start(Napi::Env env, std::function<void()> farewell, std::function<double()> quietMs) {
  std::shared_ptr<Owner> owner(new Owner(std::move(farewell), std::move(quietMs)));
  owner->env_ = env;
  owner->channel_ = Channel::New(env, "camera", 0, 1, owner.get());
  owner->channel_.Unref(env);
  // Hooks run last first: ours comes before the channel's own, after which the channel must not be touched any more.
  napi_add_env_cleanup_hook(env, OnEnvironmentEnd, owner.get());
  owner->self_ = owner;
  static const int registered = std::atexit(OnProcessExit);
  (void)registered;
  {
    std::lock_guard<std::mutex> lock(Living().mutex);
    Living().owners.insert(owner.get());
  }
  owner->thread_ = std::thread([raw = owner.get()] { raw->Loop(); });
  return owner;
}

Napi::Promise Owner::Run(Napi::Env env, Job job, OnFault onFault) {
  auto deferred = Napi::Promise::Deferred::New(env);
  if (closed_) {
    deferred.Reject(Fault{GP_ERROR_IO, "The camera is closed", {}}.ToError(env));
    return deferred.Promise();
  }
  Hold(env);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(Task{deferred, std::move(job), onFault});
  }
  wake_.notify_one();
  return deferred.Promise();
}

Napi::Promise Owner::Close(Napi::Env env) {
  auto deferred = Napi::Promise::Deferred::New(env);
  if (finished_) {
    deferred.Resolve(env.Undefined());
    return deferred.Promise();
  }
  closers_.push_back(deferred);
  BeginClose(env);
  return deferred.Promise();
}

void Owner::Abandon() {
  if (env_) BeginClose(env_);
}

double Owner::BusyMs() const {
  int64_t since = busySinceNs_.load();
  if (since == 0) return 0;
  return std::min(static_cast<double>(NowNs() - since) / 1e6, quietMs_());
}

double Owner::LongestBusyMs() {
  std::lock_guard<std::mutex> lock(Living().mutex);
  double longest = 0;
  for (const Owner* owner : Living().owners) longest = std::max(longest, owner->BusyMs());
  return longest;
}

void Owner::Loop() {
  SettleCameraThread();
  while (true) {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) break;
    auto report = std::make_unique<Report>();
    report->task.emplace(std::move(tasks_.front()));
    tasks_.pop_front();
    lock.unlock();

    busySinceNs_ = NowNs();
    try {
      report->answer = report->task->job();
    } catch (const Fault& fault) {
      report->fault = fault;
    } catch (const std::exception& error) {
      report->fault = Fault{GP_ERROR, error.what(), {}};
    }
    busySinceNs_ = 0;
    Send(report.release());
  }
  busySinceNs_ = NowNs();
  farewell_();
  busySinceNs_ = 0;
  Send(new Report{});
}

void Owner::Send(Report* report) {
  if (channel_.NonBlockingCall(report) != napi_ok) delete report;
}

void Owner::Deliver(Napi::Env env, Napi::Function, Owner* owner, Report* raw) {
  std::unique_ptr<Report> report(raw);
  if (!env) return;
  try {
    if (report->task) owner->Settle(env, *report);
    else owner->Finish(env);
  } catch (const Napi::Error&) {
    // A worker that is being terminated makes no more values; nobody hears its promises either.
  }
}

void Owner::Settle(Napi::Env env, const Report& report) {
  if (report.fault && report.task->onFault == OnFault::close) BeginClose(env);
  LetGo(env);
  const Napi::Promise::Deferred& deferred = report.task->deferred;
  if (report.fault) return deferred.Reject(report.fault->ToError(env));
  try {
    deferred.Resolve(report.answer(env));
  } catch (const Napi::Error& error) {
    deferred.Reject(error.Value());
  }
}

void Owner::Hold(Napi::Env env) {
  if (pending_++ == 0) channel_.Ref(env);
}

void Owner::LetGo(Napi::Env env) {
  if (--pending_ == 0) channel_.Unref(env);
}

void Owner::BeginClose(Napi::Env env) {
  if (closed_) return;
  closed_ = true;
  Hold(env);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
}

void Owner::Finish(Napi::Env env) {
  std::shared_ptr<Owner> alive = std::move(self_);
  napi_remove_env_cleanup_hook(env, OnEnvironmentEnd, this);
  Release();
  for (auto& closer : closers_) closer.Resolve(env.Undefined());
  closers_.clear();
}

void Owner::OnEnvironmentEnd(void* raw) {
  auto* owner = static_cast<Owner*>(raw);
  std::shared_ptr<Owner> alive = std::move(owner->self_);
  owner->closed_ = true;
  owner->Stop();
  owner->Release();
}

/** `process.exit` runs no environment's hooks. */
void Owner::OnProcessExit() {
  std::lock_guard<std::mutex> lock(Living().mutex);
  for (Owner* owner : Living().owners) {
    owner->Stop();
    owner->thread_.join();
  }
}

/** Drops what is queued: nobody is left to hear of it. */
void Owner::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.clear();
    ending_ = true;
  }
  wake_.notify_one();
}

/** Waits for the thread, which has ended or is about to: then nothing can be sent any more. */
void Owner::Release() {
  {
    std::lock_guard<std::mutex> lock(Living().mutex);
    Living().owners.erase(this);
  }
  thread_.join();
  channel_.Release();
  env_ = nullptr;
  finished_ = true;
}

Owner::Registry& Owner::Living() {
  // Never destroyed: it is asked while the process exits.
  static auto* registry = new Registry;
  return *registry;
}
