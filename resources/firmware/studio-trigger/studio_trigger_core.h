// studio-trigger/1, the device's side, without any hardware: plain C++11, no heap, no Arduino. The sketch beside it
// gives it pins; the project's tests compile it for the host and run the driver's conformance suite against it.
//
//   @seq VERB args*XX   studio -> device       XX: CRC-8/Maxim, in hex, of the text between the mark and '*'
//   =seq OK values*XX   device -> studio       =seq ERR code*XX when refused
//   !NAME args*XX       device -> studio, unasked: READY channel, FIRED micros peak, FAULT code
//
// A line with a wrong check sum is not answered: its number cannot be trusted either.
#pragma once
#include <stdint.h>
#include <string.h>

namespace studio_trigger {

const uint8_t kMostChannels = 8;
const uint32_t kWatchdogMs = 3000;
const uint32_t kLongestArmMs = 60000;

inline uint8_t crc8Maxim(const char *text, uint8_t length) {
  uint8_t crc = 0;
  for (uint8_t i = 0; i < length; i++) {
    crc ^= static_cast<uint8_t>(text[i]);
    for (uint8_t bit = 0; bit < 8; bit++) crc = (crc & 1) ? (crc >> 1) ^ 0x8C : crc >> 1;
  }
  return crc;
}

// What the board must be able to do. Channels count from 0 (A); power is in tenths of a stop, 0 is off.
struct Hardware {
  virtual void send(const char *line) = 0;
  virtual void setPower(uint8_t channel, uint8_t tenths) = 0;
  virtual void setLamp(uint8_t channel, uint8_t percent) = 0;
  virtual void setArmed(bool armed) = 0;
  virtual void fire() = 0;
  // The flash's own ready signal; true where it has none: then the recycling time below decides alone.
  virtual bool flashReady() = 0;
};

struct Settings {
  const char *name;
  uint8_t channels;
  bool photodiode;
  uint32_t recycleMs;  // at full power; less power takes its share of it
};

// One line being composed, mark first; the check sum and the line end are added by finish().
class Line {
 public:
  explicit Line(char mark) { add(mark); }
  Line &add(char c) {
    if (length_ < sizeof(text_) - 5) text_[length_++] = c;
    return *this;
  }
  Line &add(const char *text) {
    while (*text) add(*text++);
    return *this;
  }
  Line &add(uint32_t value) {
    char digits[10];
    uint8_t count = 0;
    do digits[count++] = '0' + value % 10;
    while ((value /= 10) > 0);
    while (count > 0) add(digits[--count]);
    return *this;
  }
  Line &addStops(uint8_t tenths) {
    return add(static_cast<uint32_t>(tenths / 10)).add('.').add(static_cast<char>('0' + tenths % 10));
  }
  const char *finish() {
    const char *hex = "0123456789ABCDEF";
    const uint8_t crc = crc8Maxim(text_ + 1, length_ - 1);
    const char end[] = {'*', hex[crc >> 4], hex[crc & 15], '\n', 0};
    memcpy(text_ + length_, end, sizeof(end));
    return text_;
  }

 private:
  char text_[160];
  uint8_t length_ = 0;
};

// Reads "0" to "most"; false for anything else.
inline bool wholeNumber(const char *text, uint32_t most, uint32_t *value) {
  *value = 0;
  if (*text == 0 || strlen(text) > 5) return false;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return false;
    *value = *value * 10 + (*text - '0');
  }
  return *value <= most;
}

// Reads stops with at most one decimal, "5" or "5.0", up to 10.
inline bool stops(const char *text, uint8_t *tenths) {
  uint32_t value = 0;
  uint8_t digits = 0;
  for (; *text >= '0' && *text <= '9' && digits < 2; text++, digits++) value = value * 10 + (*text - '0');
  if (digits == 0) return false;
  value *= 10;
  if (text[0] == '.' && text[1] >= '0' && text[1] <= '9') {
    value += text[1] - '0';
    text += 2;
  }
  *tenths = static_cast<uint8_t>(value);
  return *text == 0 && value <= 100;
}

class Trigger {
 public:
  Trigger(Hardware &hardware, const Settings &settings) : hardware_(hardware), settings_(settings) {}

  // Says that the board has started. All times are millis(): they may wrap.
  void begin(uint32_t now) {
    flashedAt_ = heardAt_ = now;
    safe();
    announceReady();
  }

  void receive(char c, uint32_t now) {
    if (c == '\n') {
      if (!overflown_) take(now);
      length_ = 0;
      overflown_ = false;
    } else if (length_ < sizeof(input_) - 1) {
      input_[length_++] = c;
    } else {
      overflown_ = true;
    }
  }

  // Call at each turn of the loop.
  void tick(uint32_t now) {
    if (armed_ && now - armedAt_ >= armMs_) disarm();
    if (!isSafe() && now - heardAt_ >= kWatchdogMs) {
      safe();
      hardware_.send(Line('!').add("FAULT watchdog").finish());
    }
    if (recycling_ && isReady(now)) {
      recycling_ = false;
      announceReady();
    }
  }

  // The photodiode saw a flash. Only one that the studio waited for is reported; every one has to recycle.
  void flashSeen(uint32_t atUs, uint16_t peak, uint32_t now) {
    flashedAt_ = now;
    recycling_ = true;
    recycleMs_ = settings_.recycleMs * highestPower() / 100;
    if (settings_.photodiode && armed_) {
      hardware_.send(Line('!').add("FIRED ").add(atUs).add(' ').add(static_cast<uint32_t>(peak)).finish());
    }
  }

 private:
  Hardware &hardware_;
  const Settings settings_;
  char input_[64];
  uint8_t length_ = 0;
  bool overflown_ = false;
  uint8_t power_[kMostChannels] = {0};
  uint8_t lamp_[kMostChannels] = {0};
  bool armed_ = false;
  bool recycling_ = false;
  uint32_t armedAt_ = 0, armMs_ = 0, flashedAt_ = 0, recycleMs_ = 0, heardAt_ = 0;

  uint8_t highestPower() const {
    uint8_t highest = 0;
    for (uint8_t i = 0; i < settings_.channels; i++) highest = power_[i] > highest ? power_[i] : highest;
    return highest;
  }

  bool isReady(uint32_t now) {
    return (!recycling_ || now - flashedAt_ >= recycleMs_) && hardware_.flashReady();
  }

  bool isSafe() const {
    for (uint8_t i = 0; i < settings_.channels; i++) {
      if (power_[i] != 0 || lamp_[i] != 0) return false;
    }
    return !armed_;
  }

  void disarm() {
    armed_ = false;
    hardware_.setArmed(false);
  }

  void safe() {
    disarm();
    for (uint8_t i = 0; i < settings_.channels; i++) {
      hardware_.setPower(i, power_[i] = 0);
      hardware_.setLamp(i, lamp_[i] = 0);
    }
  }

  void announceReady() {
    for (uint8_t i = 0; i < settings_.channels; i++) {
      hardware_.send(Line('!').add("READY ").add(static_cast<char>('A' + i)).finish());
    }
  }

  // Noise may stand before the mark: the check sum decides which '@' begins the line.
  void take(uint32_t now) {
    if (length_ > 0 && input_[length_ - 1] == '\r') length_--;
    if (length_ < 4 || input_[length_ - 3] != '*') return;
    const int high = hexValue(input_[length_ - 2]), low = hexValue(input_[length_ - 1]);
    if (high < 0 || low < 0) return;
    input_[length_ - 3] = 0;
    for (uint8_t at = 0; at < length_ - 3; at++) {
      const uint8_t count = length_ - 3 - at - 1;
      if (input_[at] != '@' || crc8Maxim(input_ + at + 1, count) != (high << 4 | low)) continue;
      heardAt_ = now;
      obey(input_ + at + 1, now);
      return;
    }
  }

  static int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  // Cuts the text into words, in place.
  static uint8_t split(char *text, char **part, uint8_t most) {
    uint8_t count = 0;
    for (char *next = strtok(text, " "); next != nullptr && count < most; next = strtok(nullptr, " ")) {
      part[count++] = next;
    }
    return count;
  }

  void obey(char *text, uint32_t now) {
    char *part[5];
    const uint8_t count = split(text, part, 5);
    uint32_t seq = 0;
    if (count < 2 || !wholeNumber(part[0], 99999, &seq)) return;
    Line answer('=');
    answer.add(seq).add(' ');
    Line refusal = answer;
    answer.add("OK");
    const char *error = carryOut(part[1], part + 2, count - 2, now, answer);
    hardware_.send(error ? refusal.add("ERR ").add(error).finish() : answer.finish());
    if (!error && strcmp(part[1], "FIRE") == 0) hardware_.fire();
  }

  // Adds the values to the answer; an error code instead when refused.
  const char *carryOut(const char *verb, char **args, uint8_t count, uint32_t now, Line &answer) {
    struct { const char *verb; uint8_t args; } const known[] = {
        {"ID", 0}, {"CAP", 0}, {"SET", 2}, {"LAMP", 2}, {"ARM", 1}, {"STAT", 0}, {"FIRE", 0}, {"SAFE", 0}};
    uint8_t which = 0;
    while (which < 8 && strcmp(known[which].verb, verb) != 0) which++;
    if (which == 8) return "verb";
    if (known[which].args != count) return "args";
    switch (which) {
      case 0: answer.add(" studio-trigger/1 ").add(settings_.name); return nullptr;
      case 1: capabilities(answer); return nullptr;
      case 2: return setPower(args, answer);
      case 3: return setLamp(args, answer);
      case 4: return arm(args[0], now, answer);
      case 5: status(now, answer); return nullptr;
      case 6: return !armed_ ? "not-armed" : isReady(now) ? nullptr : "not-ready";
      default: safe(); return nullptr;
    }
  }

  void capabilities(Line &answer) {
    answer.add(" channels=");
    for (uint8_t i = 0; i < settings_.channels; i++) answer.add(static_cast<char>('A' + i));
    answer.add(settings_.photodiode ? " fired=1" : " fired=0").add(" recycle=").add(settings_.recycleMs);
  }

  void status(uint32_t now, Line &answer) {
    answer.add(isReady(now) ? " ready=1" : " ready=0").add(" age=").add(now - flashedAt_);
    answer.add(armed_ ? " armed=1" : " armed=0");
    for (uint8_t i = 0; i < settings_.channels; i++) {
      answer.add(' ').add(static_cast<char>('A' + i)).add('=').addStops(power_[i]);
      answer.add('/').add(static_cast<uint32_t>(lamp_[i]));
    }
  }

  bool channelOf(const char *text, uint8_t *channel) const {
    *channel = static_cast<uint8_t>(text[0] - 'A');
    return text[1] == 0 && *channel < settings_.channels;
  }

  const char *setPower(char **args, Line &answer) {
    uint8_t channel, tenths;
    if (!channelOf(args[0], &channel)) return "channel";
    if (!stops(args[1], &tenths)) return "range";
    hardware_.setPower(channel, power_[channel] = tenths);
    answer.add(' ').add(args[0]).add(' ').addStops(tenths);
    return nullptr;
  }

  const char *setLamp(char **args, Line &answer) {
    uint8_t channel;
    uint32_t percent;
    if (!channelOf(args[0], &channel)) return "channel";
    if (!wholeNumber(args[1], 100, &percent)) return "range";
    hardware_.setLamp(channel, lamp_[channel] = static_cast<uint8_t>(percent));
    answer.add(' ').add(args[0]).add(' ').add(percent);
    return nullptr;
  }

  const char *arm(const char *text, uint32_t now, Line &answer) {
    uint32_t ms;
    if (!wholeNumber(text, kLongestArmMs, &ms)) return "range";
    if (ms > 0 && !isReady(now)) return "not-ready";
    disarm();
    if (ms > 0) {
      armed_ = true;
      armedAt_ = now;
      armMs_ = ms;
      hardware_.setArmed(true);
    }
    answer.add(' ').add(ms);
    return nullptr;
  }
};

}  // namespace studio_trigger
