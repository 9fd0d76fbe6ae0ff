#include "drivers.h"

#include <dlfcn.h>
#include <gphoto2/gphoto2-camera.h>
#include <gphoto2/gphoto2-library.h>
#include <gphoto2/gphoto2-list.h>
#include <gphoto2/gphoto2-port-result.h>
#include <gphoto2/gphoto2-result.h>
#include <gphoto2/gphoto2-version.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "shortcuts.h"

namespace {

using ListHolder = std::unique_ptr<CameraAbilitiesList, decltype(&gp_abilities_list_free)>;

/** Where this libgphoto2 keeps its camera drivers: CAMLIBS, or beside the library itself. */
std::string DriverFolder() {
  if (const char* folder = getenv("CAMLIBS")) return folder;
  Dl_info info;
  if (!dladdr(reinterpret_cast<void*>(gp_camera_new), &info) || !info.dli_fname) return "";
  std::string path = info.dli_fname;
  size_t slash = path.rfind('/');
  if (slash == std::string::npos) return "";
  return path.substr(0, slash) + "/libgphoto2/" + gp_library_version(GP_VERSION_SHORT)[0];
}

/**
 * Asks the ptp2 driver itself for its models, as gp_abilities_list_load does with every driver of the folder: the other
 * nineteen cost 50–200 ms. Returns the path that libgphoto2 is to load it by (without its suffix), empty if it could
 * not be had. The driver stays loaded.
 */
std::string LoadPtp2(CameraAbilitiesList* list) {
  std::string path = DriverFolder() + "/ptp2";
  void* library = dlopen((path + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return "";
  auto abilities = reinterpret_cast<CameraLibraryAbilitiesFunc>(dlsym(library, "camera_abilities"));
  if (!abilities || path.size() >= sizeof(CameraAbilities::library) || abilities(list) < GP_OK) {
    dlclose(library);
    gp_abilities_list_reset(list);
    return "";
  }
  TakeShortcuts(library);
  return path;
}

}  // namespace

std::mutex& LibraryMutex() {
  // Never destroyed: when the process exits, a camera thread may still be at work.
  static auto* mutex = new std::mutex;
  return *mutex;
}

const Drivers& Drivers::Load(Context& context) {
  static const Drivers* loaded = nullptr;
  if (loaded) return *loaded;
  CameraAbilitiesList* list = nullptr;
  context.Check(gp_abilities_list_new(&list), "load drivers");
  ListHolder holder(list, gp_abilities_list_free);
  std::string library = LoadPtp2(list);
  if (library.empty()) context.Check(gp_abilities_list_load(list, context.get()), "load drivers");
  if (gp_abilities_list_count(list) <= 0) {
    context.Fail(GP_ERROR_LIBRARY, "load drivers", "libgphoto2 has no camera drivers");
  }
  loaded = new Drivers(holder.release(), library);
  return *loaded;
}

CameraAbilities Drivers::Find(const std::string& model, Context& context) const {
  int index = context.Check(gp_abilities_list_lookup_model(list_, model.c_str()), "find model");
  CameraAbilities abilities;
  context.Check(gp_abilities_list_get_abilities(list_, index, &abilities), "find model");
  if (!library_.empty()) strcpy(abilities.library, library_.c_str());
  return abilities;
}

std::vector<std::pair<std::string, std::string>> Drivers::Detect(GPPortInfoList* ports, Context& context) const {
  CameraList* found = nullptr;
  context.Check(gp_list_new(&found), "detect");
  std::unique_ptr<CameraList, decltype(&gp_list_free)> holder(found, gp_list_free);
  context.Check(gp_abilities_list_detect(list_, ports, found, context.get()), "detect");
  std::vector<std::pair<std::string, std::string>> bodies;
  for (int i = 0; i < gp_list_count(found); i++) {
    const char* model = nullptr;
    const char* port = nullptr;
    gp_list_get_name(found, i, &model);
    gp_list_get_value(found, i, &port);
    // "usb:" alone is the first body once more.
    if (model && port && strncmp(port, "usb:", 4) == 0 && port[4]) bodies.emplace_back(model, port);
  }
  return bodies;
}

Ports::Ports(Context& context) {
  context.Check(gp_port_info_list_new(&list_), "list ports");
  int result = gp_port_info_list_load(list_);
  if (result >= GP_OK) return;
  gp_port_info_list_free(list_);
  context.Check(result, "list ports");
}

Ports::~Ports() { gp_port_info_list_free(list_); }

GPPortInfo Ports::Find(const std::string& path, Context& context) const {
  int index = context.Check(gp_port_info_list_lookup_path(list_, path.c_str()), "find port");
  GPPortInfo info;
  context.Check(gp_port_info_list_get_info(list_, index, &info), "find port");
  return info;
}
