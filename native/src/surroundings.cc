#include "surroundings.h"

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <initializer_list>

#ifdef __APPLE__
#include <xlocale.h>
#endif
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace {

constexpr unsigned long timerSlackNs = 1000;

/** Plain C but for UTF-8 texts: with LC_MESSAGES at C, gettext ignores LANGUAGE too. Null if nothing can be made. */
locale_t MakeLocale() {
  locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  if (!plain) return nullptr;
  for (const char* name : {"C.UTF-8", "UTF-8", "en_US.UTF-8"}) {
    if (locale_t utf8 = newlocale(LC_CTYPE_MASK, name, plain)) return utf8;
  }
  return plain;
}

}  // namespace

void SettleCameraThread() {
  static locale_t locale = MakeLocale();
  if (locale) uselocale(locale);

  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);

#ifdef __linux__
  pthread_setname_np(pthread_self(), "camera");
  prctl(PR_SET_TIMERSLACK, timerSlackNs, 0, 0, 0);
#endif
}

StandardInputGuard::StandardInputGuard() : kept_(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {
  if (kept_ >= 0) return;
  // Nothing there: occupy it, so that no other thread's file can be given the number that is about to be closed.
  int placeholder = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (placeholder > STDIN_FILENO) close(placeholder);
}

StandardInputGuard::~StandardInputGuard() {
  if (kept_ < 0) return;
  // Closed and already given to another thread's file: that file stays.
  if (fcntl(STDIN_FILENO, F_GETFD) < 0) dup2(kept_, STDIN_FILENO);
  close(kept_);
}
