#include "session.h"

#include <gphoto2/gphoto2-port-result.h>
#include <gphoto2/gphoto2-result.h>
#include <sys/select.h>

#include <limits>

#include "drivers.h"
#include "shortcuts.h"
#include "surroundings.h"

namespace {

std::string ModelAt(const std::string& port, const Drivers& drivers, const Ports& ports, Context& context) {
  if (IsPtpip(port)) return "PTP/IP Camera";
  for (const auto& [model, path] : drivers.Detect(ports.get(), context)) {
    if (path == port) return model;
  }
  context.Fail(GP_ERROR_MODEL_NOT_FOUND, "open", "no camera at " + port);
}

}  // namespace

void Session::Open(const std::string& port, const std::string& model) {
  std::lock_guard<std::mutex> lock(LibraryMutex());
  const Drivers& drivers = Drivers::Load(context_);
  Ports ports(context_);
  GPPortInfo info = ports.Find(port, context_);
  abilities_ = drivers.Find(model.empty() ? ModelAt(port, drivers, ports, context_) : model, context_);

  context_.Check(gp_camera_new(&camera_), "open");
  try {
    // Both, or gp_camera_init takes the first camera that it detects.
    context_.Check(gp_camera_set_abilities(camera_, abilities_), "open");
    context_.Check(gp_camera_set_port_info(camera_, info), "open");
    Enter(port);
  } catch (const Fault&) {
    gp_camera_free(camera_);
    camera_ = nullptr;
    throw;
  }
}

void Session::Enter(const std::string& path) {
  if (!IsPtpip(path)) {
    context_.Check(gp_camera_init(camera_, context_.get()), "open");
    return;
  }
  PtpipPort port;
  if (!ParsePtpip(path, &port)) {
    context_.Fail(GP_ERROR_BAD_PARAMETERS, "open", "a PTP/IP port is ptpip:IP:PORT:EVENTPORT with numeric IPv4");
  }
  if (!DescriptorsLeftForSelect()) {
    context_.Fail(GP_ERROR_FIXED_LIMIT_EXCEEDED, "open",
                  "too many open files: PTP/IP needs descriptors below " + std::to_string(FD_SETSIZE));
  }
  PtpipSockets before = PtpipSockets::Find(port);
  int result = gp_camera_init(camera_, context_.get());
  sockets_ = PtpipSockets::Find(port).Without(before);
  if (result >= GP_OK) {
    sockets_.Tune();
    entered_ = true;
    return;
  }
  sockets_.CloseLeftOvers();
  context_.Check(result, "open");
}

void Session::BeginCall() {
  WaitShortlyAtFirst();
  context_.Clear();
  Traffic traffic;
  if (Received(&traffic)) bytesBefore_ = traffic.bytes;
}

double Session::ReceivedBytes() const {
  Traffic traffic;
  if (!Received(&traffic)) return static_cast<double>(context_.ToldBytes());
  return static_cast<double>(traffic.bytes - bytesBefore_);
}

double Session::QuietMs() const {
  Traffic traffic;
  if (Received(&traffic)) return traffic.quietMs;
  int64_t toldAt = context_.ToldAtNs();
  return toldAt == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(NowNs() - toldAt) / 1e6;
}

void Session::Close() {
  if (!camera_) return;
  std::lock_guard<std::mutex> lock(LibraryMutex());
  context_.Clear();
  StandardInputGuard guard;
  gp_camera_exit(camera_, context_.get());
  gp_camera_free(camera_);
  camera_ = nullptr;
  sockets_.CloseLeftOvers();
}
