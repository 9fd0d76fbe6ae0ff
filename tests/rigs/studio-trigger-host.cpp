// The firmware's protocol core on a pseudo-terminal: `studio-trigger-host /dev/pts/N`. SIGUSR1 is the hot shoe: the
// camera exposes, and the flash goes off if it is armed. Ends when the terminal goes away.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "studio_trigger_core.h"

static volatile sig_atomic_t exposures = 0;
static int terminal = -1;

static uint32_t micros() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint32_t>(now.tv_sec * 1000000ull + now.tv_nsec / 1000);
}
static uint32_t millis() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint32_t>(now.tv_sec * 1000ull + now.tv_nsec / 1000000);
}

struct Host : studio_trigger::Hardware {
  bool armed = false;
  bool fired = false;
  void send(const char *line) override {
    for (size_t left = strlen(line); left > 0;) {
      const ssize_t count = write(terminal, line, left);
      if (count < 0 && errno != EINTR && errno != EAGAIN) _exit(0);
      if (count > 0) line += count, left -= count;
    }
  }
  void setPower(uint8_t, uint8_t) override {}
  void setLamp(uint8_t, uint8_t) override {}
  void setArmed(bool value) override { armed = value; }
  void fire() override { fired = true; }
  bool flashReady() override { return true; }
};

int main(int count, char **arguments) {
  if (count != 2 || (terminal = open(arguments[1], O_RDWR | O_NOCTTY | O_NONBLOCK)) < 0) return 2;
  signal(SIGUSR1, [](int) { exposures = exposures + 1; });
  Host host;
  studio_trigger::Trigger trigger(host, {"host", 3, true, 600});
  trigger.begin(millis());
  puts("ready");
  fflush(stdout);
  for (int taken = 0;;) {
    pollfd wait = {terminal, POLLIN, 0};
    poll(&wait, 1, 5);
    char input[64];
    const ssize_t length = read(terminal, input, sizeof(input));
    // Before what was read: an exposure came earlier than the bytes that were sent after it.
    for (; taken < exposures; taken++) host.fired = host.fired || host.armed;
    if (host.fired) trigger.flashSeen(micros(), 512, millis());
    host.fired = false;
    for (ssize_t i = 0; i < length; i++) trigger.receive(input[i], millis());
    if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR)) return 0;
    trigger.tick(millis());
  }
}
