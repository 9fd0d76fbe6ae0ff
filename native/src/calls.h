#pragma once

#include <gphoto2/gphoto2-file.h>

#include <memory>
#include <string>

#include "owner.h"
#include "session.h"
#include "spare-buffers.h"

/** The library calls behind the contract, on the owner's thread; each throws a Fault. Bytes are copied into JavaScript. */
Owner::Answer Preview(Session& session, std::shared_ptr<SpareBuffers> spares);
Owner::Answer Trigger(Session& session);
Owner::Answer WaitForEvent(Session& session, int timeoutMs);
Owner::Answer Stores(Session& session);
Owner::Answer ListFolders(Session& session, const std::string& folder);
Owner::Answer ListFiles(Session& session, const std::string& folder);
Owner::Answer FileInfo(Session& session, const std::string& folder, const std::string& name);
Owner::Answer Download(Session& session, const std::string& folder, const std::string& name, CameraFileType kind);
Owner::Answer DeleteFile(Session& session, const std::string& folder, const std::string& name);
