#include "shortcuts.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>

namespace {

#ifdef __x86_64__
constexpr uint64_t jumpSlot = R_X86_64_JUMP_SLOT;
constexpr uint64_t dataSlot = R_X86_64_GLOB_DAT;
#else
constexpr uint64_t jumpSlot = R_AARCH64_JUMP_SLOT;
constexpr uint64_t dataSlot = R_AARCH64_GLOB_DAT;
#endif

/** Stands for `gp_log_data`. This process registers no log function that could want the text. */
void LogNothing(const char*, const char*, unsigned int, const char*, ...) {}

/** Stands for `select`: a wait that is too short to be one is a look. */
int SelectAwake(int count, fd_set* read, fd_set* write, fd_set* except, timeval* timeout) {
  if (timeout && timeout->tv_sec == 0 && timeout->tv_usec <= 1) timeout->tv_usec = 0;
  return select(count, read, write, except, timeout);
}

/** Waits shorter than this are left alone. */
constexpr useconds_t longWaitUs = 20 * 1000;
/**
 * What the first long waits of a call become: the body is asked again after a part of the time that has passed, a quarter of
 * a second in all. Each uses up one of the library's own tries, of which it has many.
 */
constexpr useconds_t firstWaitsUs[] = {4000, 4000, 8000, 8000, 16000, 16000, 32000, 32000, 64000, 64000};
thread_local size_t waits = 0;

/** Stands for `usleep`. */
int SleepShortlyAtFirst(useconds_t us) {
  if (us >= longWaitUs && waits < std::size(firstWaitsUs)) us = std::min(us, firstWaitsUs[waits++]);
  return usleep(us);
}

void* ReplacementOf(const char* name) {
  if (strcmp(name, "gp_log_data") == 0) return reinterpret_cast<void*>(LogNothing);
  if (strcmp(name, "select") == 0) return reinterpret_cast<void*>(SelectAwake);
  if (strcmp(name, "usleep") == 0) return reinterpret_cast<void*>(SleepShortlyAtFirst);
  return nullptr;
}

struct Relocations {
  const ElfW(Rela)* first = nullptr;
  size_t bytes = 0;
};

/** What the dynamic linker knows of a library that it has loaded. */
struct Linkage {
  explicit Linkage(const link_map& map) {
    for (const ElfW(Dyn)* entry = map.l_ld; entry->d_tag != DT_NULL; entry++) {
      void* address = reinterpret_cast<void*>(entry->d_un.d_ptr);
      if (entry->d_tag == DT_SYMTAB) symbols = static_cast<const ElfW(Sym)*>(address);
      if (entry->d_tag == DT_STRTAB) names = static_cast<const char*>(address);
      if (entry->d_tag == DT_JMPREL) jumps.first = static_cast<const ElfW(Rela)*>(address);
      if (entry->d_tag == DT_PLTRELSZ) jumps.bytes = entry->d_un.d_val;
      if (entry->d_tag == DT_RELA) data.first = static_cast<const ElfW(Rela)*>(address);
      if (entry->d_tag == DT_RELASZ) data.bytes = entry->d_un.d_val;
      if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_BIND_NOW)) bound = true;
      if (entry->d_tag == DT_FLAGS_1 && (entry->d_un.d_val & DF_1_NOW)) bound = true;
    }
  }
  const ElfW(Sym)* symbols = nullptr;
  const char* names = nullptr;
  Relocations jumps;
  Relocations data;
  /** All its slots were filled when it was loaded, and are read-only since. */
  bool bound = false;
};

void Fill(void** slot, void* value, bool readOnly) {
  auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  void* start = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(slot) & ~(page - 1));
  if (readOnly && mprotect(start, page, PROT_READ | PROT_WRITE) != 0) return;
  *slot = value;
  if (readOnly) mprotect(start, page, PROT_READ);
}

}  // namespace

void WaitShortlyAtFirst() { waits = 0; }

void TakeShortcuts(void* library) {
  link_map* map = nullptr;
  if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || !map) return;
  Linkage linkage(*map);
  if (!linkage.symbols || !linkage.names) return;
  for (const Relocations& table : {linkage.jumps, linkage.data}) {
    for (size_t i = 0; table.first && i < table.bytes / sizeof(ElfW(Rela)); i++) {
      const ElfW(Rela)& relocation = table.first[i];
      uint64_t type = ELF64_R_TYPE(relocation.r_info);
      if (type != jumpSlot && type != dataSlot) continue;
      void* replacement = ReplacementOf(linkage.names + linkage.symbols[ELF64_R_SYM(relocation.r_info)].st_name);
      if (replacement) Fill(reinterpret_cast<void**>(map->l_addr + relocation.r_offset), replacement, linkage.bound);
    }
  }
}
#else
void TakeShortcuts(void*) {}
void WaitShortlyAtFirst() {}
#endif
