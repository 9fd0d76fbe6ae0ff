// studio-trigger/1 for an Arduino Uno, Nano or Leonardo. The protocol is in studio_trigger_core.h; this file is pins only.
// The wiring and the pin table are in README.md. Change the tables below for your board.
#include "studio_trigger_core.h"

struct ChannelPins {
  uint8_t power;  // PWM: 0 to 255 for 0.0 to 10.0 stops; a filter makes it a 0-10 V dimming input
  uint8_t lamp;   // PWM: 0 to 255 for 0 to 100 %
  uint8_t sync;   // optocoupler in the head's sync path: closed only while armed, so that an unused head stays dark
  uint8_t ready;  // the head's ready contact to ground; NO_PIN where there is none
};

const uint8_t NO_PIN = 255;
const ChannelPins CHANNELS[] = {{5, 6, 4, NO_PIN}, {9, 10, 7, NO_PIN}, {3, 11, 8, NO_PIN}};
const uint8_t CHANNEL_COUNT = sizeof(CHANNELS) / sizeof(CHANNELS[0]);
const uint8_t FIRE_PIN = 12;   // optocoupler across the sync contact, for the FIRE command
const uint8_t FIRE_MS = 20;
const uint8_t PHOTODIODE = A0; // rises with light
const int FLASH_RISE = 120;    // ADC counts above the slow average that count as a flash
const uint16_t PEAK_US = 3000; // how long the peak is searched
const uint8_t QUIET_MS = 50;   // after a flash or a change of lamp the photodiode is not believed

const studio_trigger::Settings SETTINGS = {"arduino-3-channels", CHANNEL_COUNT, true, 1500};

struct Board : studio_trigger::Hardware {
  uint8_t tenths[CHANNEL_COUNT] = {0};
  uint32_t quietFrom = 0;

  void send(const char *line) override { Serial.print(line); }
  void setPower(uint8_t channel, uint8_t value) override {
    tenths[channel] = value;
    analogWrite(CHANNELS[channel].power, static_cast<uint16_t>(value) * 255 / 100);
  }
  void setLamp(uint8_t channel, uint8_t percent) override {
    analogWrite(CHANNELS[channel].lamp, static_cast<uint16_t>(percent) * 255 / 100);
    quietFrom = millis();
  }
  void setArmed(bool armed) override {
    for (uint8_t i = 0; i < CHANNEL_COUNT; i++) digitalWrite(CHANNELS[i].sync, armed && tenths[i] > 0 ? HIGH : LOW);
    digitalWrite(LED_BUILTIN, armed ? HIGH : LOW);
  }
  void fire() override {
    digitalWrite(FIRE_PIN, HIGH);
    firedAt = millis();
    firing = true;
  }
  bool flashReady() override {
    for (uint8_t i = 0; i < CHANNEL_COUNT; i++) {
      if (tenths[i] > 0 && CHANNELS[i].ready != NO_PIN && digitalRead(CHANNELS[i].ready) == HIGH) return false;
    }
    return true;
  }
  void endFire() {
    if (!firing || millis() - firedAt < FIRE_MS) return;
    digitalWrite(FIRE_PIN, LOW);
    firing = false;
  }

 private:
  bool firing = false;
  uint32_t firedAt = 0;
};

Board board;
studio_trigger::Trigger trigger(board, SETTINGS);

// A flash is a rise far above the slow average of the room's light; one flash is reported once.
void watchLight() {
  static int32_t average = -1;  // 1/64 counts
  const int light = analogRead(PHOTODIODE);
  if (average < 0) average = static_cast<int32_t>(light) * 64;
  average += light - average / 64;
  if (light - average / 64 < FLASH_RISE || millis() - board.quietFrom < QUIET_MS) return;
  const uint32_t at = micros();
  int peak = light;
  while (micros() - at < PEAK_US) {
    const int now = analogRead(PHOTODIODE);
    if (now > peak) peak = now;
  }
  board.quietFrom = millis();
  trigger.flashSeen(at, peak, millis());
}

void setup() {
  for (uint8_t i = 0; i < CHANNEL_COUNT; i++) {
    digitalWrite(CHANNELS[i].sync, LOW);
    pinMode(CHANNELS[i].sync, OUTPUT);
    pinMode(CHANNELS[i].power, OUTPUT);
    pinMode(CHANNELS[i].lamp, OUTPUT);
    if (CHANNELS[i].ready != NO_PIN) pinMode(CHANNELS[i].ready, INPUT_PULLUP);
  }
  digitalWrite(FIRE_PIN, LOW);
  pinMode(FIRE_PIN, OUTPUT);
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(115200);
  trigger.begin(millis());
}

void loop() {
  while (Serial.available() > 0) trigger.receive(static_cast<char>(Serial.read()), millis());
  trigger.tick(millis());
  board.endFire();
  watchLight();
}
