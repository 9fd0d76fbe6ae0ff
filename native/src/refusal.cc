#include "refusal.h"

#include <gphoto2/gphoto2-port-log.h>

#include <cstdio>
#include <cstring>

namespace {

constexpr unsigned int okAnswer = 0x2001;
/** As the driver writes an answer over PTP/IP, each one, and over USB, those that are not OK. */
constexpr const char* networkMark = "(result=0x";
constexpr const char* usbMark = "receiving resp failed:";

void Listen(GPLogLevel, const char*, const char* text, void* last) {
  if (!text) return;
  const char* at = strstr(text, networkMark);
  if (!at && strstr(text, usbMark)) at = strrchr(text, '(');
  const char* digits = at ? strstr(at, "0x") : nullptr;
  if (digits) sscanf(digits + 2, "%4x", static_cast<unsigned int*>(last));
}

}  // namespace

AnswerListener::AnswerListener() : id_(gp_log_add_func(GP_LOG_DEBUG, Listen, &last_)) {}

AnswerListener::~AnswerListener() { gp_log_remove_func(id_); }

std::string AnswerListener::Refusal() const {
  if (last_ == 0 || last_ == okAnswer) return "";
  char text[32];
  snprintf(text, sizeof text, "PTP response %04x", last_);
  return text;
}
