#include "calls.h"

#include <gphoto2/gphoto2-list.h>
#include <gphoto2/gphoto2-result.h>

#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "refusal.h"

namespace {

using File = std::shared_ptr<CameraFile>;

Napi::Value Nothing(Napi::Env env) { return env.Undefined(); }

File NewFile(Session& session, const char* call) {
  CameraFile* file = nullptr;
  session.context().Check(gp_file_new(&file), call);
  return File(file, gp_file_unref);
}

/** Copied on the JavaScript thread: Electron forbids array buffers over foreign memory. */
Owner::Answer BytesOf(File file) {
  return [file](Napi::Env env) -> Napi::Value {
    const char* data = nullptr;
    unsigned long size = 0;
    gp_file_get_data_and_size(file.get(), &data, &size);
    Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, data ? size : 0);
    if (data && size > 0) memcpy(buffer.Data(), data, size);
    return Napi::Uint8Array::New(env, buffer.ByteLength(), buffer, 0);
  };
}

using Lister = int (*)(Camera*, const char*, CameraList*, GPContext*);

Owner::Answer NamesOf(Session& session, const std::string& folder, Lister lister, const char* call) {
  CameraList* list = nullptr;
  session.context().Check(gp_list_new(&list), call);
  std::unique_ptr<CameraList, decltype(&gp_list_free)> holder(list, gp_list_free);
  session.context().Check(lister(session.camera(), folder.c_str(), list, session.context().get()), call);
  std::vector<std::string> names;
  for (int i = 0; i < gp_list_count(list); i++) {
    const char* name = nullptr;
    gp_list_get_name(list, i, &name);
    if (name) names.emplace_back(name);
  }
  return [names](Napi::Env env) -> Napi::Value {
    Napi::Array array = Napi::Array::New(env, names.size());
    for (size_t i = 0; i < names.size(); i++) array.Set(static_cast<uint32_t>(i), names[i]);
    return array;
  };
}

/** One event as data: its type and its further fields. */
struct Event {
  const char* type;
  std::vector<std::pair<const char*, std::string>> fields;
};

Event ReadEvent(CameraEventType type, const void* data) {
  auto at = [data](const char* name) -> Event {
    auto* path = static_cast<const CameraFilePath*>(data);
    return {name, {{"folder", path ? path->folder : ""}, {"name", path ? path->name : ""}}};
  };
  switch (type) {
    case GP_EVENT_TIMEOUT:
      return {"timeout", {}};
    case GP_EVENT_CAPTURE_COMPLETE:
      return {"capture-complete", {}};
    case GP_EVENT_FILE_ADDED:
      return at("file-added");
    case GP_EVENT_FOLDER_ADDED:
      return at("folder-added");
    case GP_EVENT_FILE_CHANGED:
      return at("file-changed");
    default:
      return {"unknown", {{"text", data ? static_cast<const char*>(data) : ""}}};
  }
}

}  // namespace

Owner::Answer Preview(Session& session, std::shared_ptr<SpareBuffers> spares) {
  File file = NewFile(session, "preview");
  int result = gp_camera_capture_preview(session.camera(), file.get(), session.context().get());
  session.context().Check(result, "preview");
  return [file, spares](Napi::Env env) -> Napi::Value {
    const char* data = nullptr;
    unsigned long size = 0;
    gp_file_get_data_and_size(file.get(), &data, &size);
    size_t bytes = data ? size : 0;
    Napi::ArrayBuffer buffer = spares->Take(env, bytes);
    if (bytes > 0) memcpy(buffer.Data(), data, bytes);
    return Napi::Uint8Array::New(env, bytes, buffer, 0);
  };
}

Owner::Answer Trigger(Session& session) {
  AnswerListener answers;
  int result = gp_camera_trigger_capture(session.camera(), session.context().get());
  std::string refusal = answers.Refusal();
  if (result == GP_ERROR && !refusal.empty()) session.context().Fail(result, "trigger", refusal);
  session.context().Check(result, "trigger");
  return Nothing;
}

Owner::Answer WaitForEvent(Session& session, int timeoutMs) {
  CameraEventType type = GP_EVENT_UNKNOWN;
  void* data = nullptr;
  int result = gp_camera_wait_for_event(session.camera(), timeoutMs, &type, &data, session.context().get());
  std::unique_ptr<void, decltype(&free)> holder(data, free);
  session.context().Check(result, "wait for event");
  Event event = ReadEvent(type, data);
  return [event](Napi::Env env) -> Napi::Value {
    Napi::Object object = Napi::Object::New(env);
    object.Set("type", event.type);
    for (const auto& [name, value] : event.fields) object.Set(name, value);
    return object;
  };
}

Owner::Answer Stores(Session& session) {
  CameraStorageInformation* found = nullptr;
  int count = 0;
  int result = gp_camera_get_storageinfo(session.camera(), &found, &count, session.context().get());
  std::unique_ptr<CameraStorageInformation, decltype(&free)> holder(found, free);
  session.context().Check(result, "stores");
  std::vector<CameraStorageInformation> stores(found, found + count);
  return [stores](Napi::Env env) -> Napi::Value {
    Napi::Array array = Napi::Array::New(env, stores.size());
    for (size_t i = 0; i < stores.size(); i++) {
      const CameraStorageInformation& store = stores[i];
      bool saysAccess = (store.fields & GP_STORAGEINFO_ACCESS) != 0;
      Napi::Object object = Napi::Object::New(env);
      // Most bodies let a host read and delete, but not write: that is no lock.
      object.Set("locked", saysAccess && store.access == GP_STORAGEINFO_AC_READONLY);
      if (store.fields & GP_STORAGEINFO_FREESPACEIMAGES) {
        object.Set("freePictures", static_cast<double>(store.freeimages));
      }
      array.Set(static_cast<uint32_t>(i), object);
    }
    return array;
  };
}

Owner::Answer ListFolders(Session& session, const std::string& folder) {
  return NamesOf(session, folder, gp_camera_folder_list_folders, "list folders");
}

Owner::Answer ListFiles(Session& session, const std::string& folder) {
  return NamesOf(session, folder, gp_camera_folder_list_files, "list files");
}

Owner::Answer FileInfo(Session& session, const std::string& folder, const std::string& name) {
  CameraFileInfo info;
  memset(&info, 0, sizeof info);
  // The library keeps the time at which a file was announced in place of the file's own. What lies in `/` it alone knows.
  if (folder != "/") {
    gp_filesystem_set_info_dirty(session.camera()->fs, folder.c_str(), name.c_str(), session.context().get());
    session.context().Clear();
  }
  int result =
      gp_camera_file_get_info(session.camera(), folder.c_str(), name.c_str(), &info, session.context().get());
  session.context().Check(result, "info of " + folder + "/" + name);
  // What the driver does not know stays zero.
  auto bytes = static_cast<double>(info.file.size);
  auto mtime = static_cast<double>(info.file.mtime);
  std::string mime = info.file.type;
  return [bytes, mtime, mime](Napi::Env env) -> Napi::Value {
    Napi::Object object = Napi::Object::New(env);
    object.Set("bytes", bytes);
    object.Set("mime", mime);
    object.Set("mtime", mtime);
    return object;
  };
}

Owner::Answer Download(Session& session, const std::string& folder, const std::string& name, CameraFileType kind) {
  File file = NewFile(session, "download");
  int result = gp_camera_file_get(session.camera(), folder.c_str(), name.c_str(), kind, file.get(),
                                  session.context().get());
  session.context().Check(result, "download of " + folder + "/" + name);
  return BytesOf(file);
}

Owner::Answer DeleteFile(Session& session, const std::string& folder, const std::string& name) {
  int result = gp_camera_file_delete(session.camera(), folder.c_str(), name.c_str(), session.context().get());
  session.context().Check(result, "delete " + folder + "/" + name);
  return Nothing;
}
