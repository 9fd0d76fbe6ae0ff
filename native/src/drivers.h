#pragma once

#include <gphoto2/gphoto2-abilities-list.h>
#include <gphoto2/gphoto2-port-info-list.h>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fault.h"

/**
 * Held around whatever touches libgphoto2's process-wide state: loading drivers and ports, entering and leaving a
 * camera.
 */
std::mutex& LibraryMutex();

/** The models libgphoto2 knows; loaded once, ptp2 alone where it can be found. The caller holds `LibraryMutex`. */
class Drivers {
 public:
  /** Throws a Fault if no driver can be loaded; the next call tries again. */
  static const Drivers& Load(Context& context);

  /** Throws -105 for a model that is not known. */
  CameraAbilities Find(const std::string& model, Context& context) const;
  /** Bodies on USB as pairs of model and port. */
  std::vector<std::pair<std::string, std::string>> Detect(GPPortInfoList* ports, Context& context) const;

 private:
  Drivers(CameraAbilitiesList* list, std::string library) : list_(list), library_(std::move(library)) {}

  CameraAbilitiesList* list_;
  /** What the abilities' library is, if we loaded it ourselves. */
  std::string library_;
};

/** The ports as they are now, freed with the object. The caller holds `LibraryMutex`. */
class Ports {
 public:
  explicit Ports(Context& context);
  ~Ports();
  Ports(const Ports&) = delete;
  Ports& operator=(const Ports&) = delete;

  GPPortInfoList* get() const { return list_; }
  /** Throws -5 for a path that no port driver takes. Valid as long as this object. */
  GPPortInfo Find(const std::string& path, Context& context) const;

 private:
  GPPortInfoList* list_ = nullptr;
};
