#pragma once

#include <napi.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "fault.h"

/**
 * One thread that does jobs in the order in which they came. Everything public is called on the JavaScript thread.
 * Lives until it is closed, or its environment or the process ends; its last act is always the farewell. While a job is pending the
 * event loop stays alive; an idle owner does not hold it.
 */
class Owner : public std::enable_shared_from_this<Owner> {
 public:
  /** Makes the JavaScript value of a finished job, on the JavaScript thread. */
  using Answer = std::function<Napi::Value(Napi::Env)>;
  /** Done on the owner's thread. May throw a Fault. */
  using Job = std::function<Answer()>;
  enum class OnFault { goOn, close };

  /** `quietMs`: how long nothing has come in, whatever is being done. Asked on the JavaScript thread. */
  static std::shared_ptr<Owner> Start(Napi::Env env, std::function<void()> farewell, std::function<double()> quietMs);

  /** Rejects with -7 at once if the owner was closed. */
  Napi::Promise Run(Napi::Env env, Job job, OnFault onFault = OnFault::goOn);
  /** Idempotent. Resolves when all jobs before it, the farewell, and the thread are done. */
  Napi::Promise Close(Napi::Env env);
  /** Without a promise: nobody asks any more. */
  void Abandon();
  /** Milliseconds for which the running job has had nothing from its camera; 0 if there is none. Never waits. */
  double BusyMs() const;
  /** Of all owners in this process. */
  static double LongestBusyMs();

 private:
  struct Task {
    Napi::Promise::Deferred deferred;
    Job job;
    OnFault onFault;
  };
  /** What the thread reports; without a task: that it has ended. */
  struct Report {
    std::optional<Task> task;
    Answer answer;
    std::optional<Fault> fault;
  };
  static void Deliver(Napi::Env env, Napi::Function, Owner* owner, Report* report);
  using Channel = Napi::TypedThreadSafeFunction<Owner, Report, Deliver>;

  Owner(std::function<void()> farewell, std::function<double()> quietMs)
      : farewell_(std::move(farewell)), quietMs_(std::move(quietMs)) {}
  /** All owners of the process whose thread has not been waited for. */
  struct Registry {
    std::mutex mutex;
    std::set<Owner*> owners;
  };
  static Registry& Living();
  static void OnEnvironmentEnd(void* owner);
  static void OnProcessExit();
  void Loop();
  void Send(Report* report);
  void Hold(Napi::Env env);
  void LetGo(Napi::Env env);
  void BeginClose(Napi::Env env);
  void Settle(Napi::Env env, const Report& report);
  void Finish(Napi::Env env);
  void Stop();
  void Release();

  std::function<void()> farewell_;
  std::function<double()> quietMs_;
  std::thread thread_;
  Channel channel_;
  napi_env env_ = nullptr;
  std::atomic<int64_t> busySinceNs_{0};

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool ending_ = false;

  // The JavaScript thread's own.
  std::shared_ptr<Owner> self_;
  std::vector<Napi::Promise::Deferred> closers_;
  int pending_ = 0;
  bool closed_ = false;
  bool finished_ = false;
};
