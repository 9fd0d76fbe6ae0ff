#include "config.h"

#include <gphoto2/gphoto2-list.h>
#include <gphoto2/gphoto2-result.h>
#include <gphoto2/gphoto2-widget.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

using Widget = std::unique_ptr<CameraWidget, decltype(&gp_widget_free)>;

Widget Fetch(Session& session, const std::string& key) {
  CameraWidget* widget = nullptr;
  int result = gp_camera_get_single_config(session.camera(), key.c_str(), &widget, session.context().get());
  session.context().Check(result, "read " + key);
  if (!widget) session.context().Fail(GP_ERROR_NOT_SUPPORTED, "read " + key, "no such setting");
  return Widget(widget, gp_widget_free);
}

CameraWidgetType TypeOf(CameraWidget* widget) {
  CameraWidgetType type = GP_WIDGET_SECTION;
  gp_widget_get_type(widget, &type);
  return type;
}

std::string TextOf(CameraWidget* widget) {
  const char* text = nullptr;
  gp_widget_get_value(widget, &text);
  return text ? text : "";
}

std::vector<std::string> ChoicesOf(CameraWidget* widget) {
  std::vector<std::string> choices;
  for (int i = 0; i < gp_widget_count_choices(widget); i++) {
    const char* choice = nullptr;
    gp_widget_get_choice(widget, i, &choice);
    choices.emplace_back(choice ? choice : "");
  }
  return choices;
}

/** The shortest decimal that is this float: 0.1, not 0.10000000149. */
double Shortest(float value) {
  char text[32];
  for (int digits = 6; digits <= 9; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
    if (strtof(text, nullptr) == value) break;
  }
  return strtod(text, nullptr);
}

/** What one widget says, apart from its type. */
struct Entry {
  std::string key;
  std::string label;
  bool readOnly = false;
  const char* type = "";
  std::string text;
  double number = 0;
  float range[3] = {0, 0, 0};
  std::vector<std::string> choices;
};

Napi::Value ToObject(Napi::Env env, const Entry& entry) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("key", entry.key);
  object.Set("label", entry.label);
  object.Set("readOnly", entry.readOnly);
  object.Set("type", entry.type);
  bool textual = strcmp(entry.type, "text") == 0 || strcmp(entry.type, "choice") == 0;
  if (textual) object.Set("value", entry.text);
  else object.Set("value", entry.number);
  if (strcmp(entry.type, "range") == 0) {
    object.Set("min", Shortest(entry.range[0]));
    object.Set("max", Shortest(entry.range[1]));
    object.Set("step", Shortest(entry.range[2]));
  }
  if (strcmp(entry.type, "choice") == 0) {
    Napi::Array choices = Napi::Array::New(env, entry.choices.size());
    for (size_t i = 0; i < entry.choices.size(); i++) choices.Set(static_cast<uint32_t>(i), entry.choices[i]);
    object.Set("choices", choices);
  }
  return object;
}

/** The number that was asked for. Text must be one as a whole, with a point. */
double NumberOf(const ConfigValue& value, Context& context) {
  if (auto number = std::get_if<double>(&value); number && std::isfinite(*number)) return *number;
  if (auto text = std::get_if<std::string>(&value); text && !text->empty()) {
    char* end = nullptr;
    double number = strtod(text->c_str(), &end);
    if (*end == '\0' && std::isfinite(number)) return number;
  }
  context.Fail(GP_ERROR_BAD_PARAMETERS, "write setting", "a number is expected");
}

/** 200 as "200", 5.6 as "5.6". */
std::string LabelOf(double number) {
  char text[32];
  snprintf(text, sizeof text, "%.15g", number);
  return text;
}

std::string TextFor(CameraWidget* widget, const ConfigValue& value, Context& context) {
  bool isChoice = TypeOf(widget) != GP_WIDGET_TEXT;
  std::vector<std::string> choices = isChoice ? ChoicesOf(widget) : std::vector<std::string>{};
  if (auto position = std::get_if<ChoiceIndex>(&value)) {
    if (position->index >= 0 && static_cast<size_t>(position->index) < choices.size()) return choices[position->index];
    context.Fail(GP_ERROR_BAD_PARAMETERS, "write setting", "no choice at position " + std::to_string(position->index));
  }
  auto number = std::get_if<double>(&value);
  std::string text = number ? LabelOf(*number) : std::get<std::string>(value);
  if (!isChoice) return text;
  for (const std::string& choice : choices) {
    if (choice == text) return text;
  }
  context.Fail(GP_ERROR_BAD_PARAMETERS, "write setting", "no such choice: " + text);
}

void Assign(CameraWidget* widget, const ConfigValue& value, Context& context) {
  switch (TypeOf(widget)) {
    case GP_WIDGET_RADIO:
    case GP_WIDGET_MENU:
    case GP_WIDGET_TEXT: {
      std::string text = TextFor(widget, value, context);
      context.Check(gp_widget_set_value(widget, text.c_str()), "write setting");
      break;
    }
    case GP_WIDGET_RANGE: {
      float number = static_cast<float>(NumberOf(value, context));
      context.Check(gp_widget_set_value(widget, &number), "write setting");
      break;
    }
    case GP_WIDGET_TOGGLE:
    case GP_WIDGET_DATE: {
      int number = static_cast<int>(NumberOf(value, context));
      context.Check(gp_widget_set_value(widget, &number), "write setting");
      break;
    }
    default:
      context.Fail(GP_ERROR_NOT_SUPPORTED, "write setting", "not a setting that can be written");
  }
  gp_widget_set_changed(widget, 1);
}

/** How libgphoto2 spells PTP's DeviceBusy in its messages. */
constexpr const char* deviceBusy = "0x2019";

/** Raw PTP properties go by their four hexadecimal digits. */
bool IsRaw(const std::string& key) {
  return key.size() == 4 && key.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Owner::Answer ListConfig(Session& session) {
  CameraList* list = nullptr;
  session.context().Check(gp_list_new(&list), "list settings");
  std::unique_ptr<CameraList, decltype(&gp_list_free)> holder(list, gp_list_free);
  int result = gp_camera_list_config(session.camera(), list, session.context().get());
  session.context().Check(result, "list settings");
  std::vector<std::string> keys;
  for (int i = 0; i < gp_list_count(list); i++) {
    const char* key = nullptr;
    gp_list_get_name(list, i, &key);
    if (key) keys.emplace_back(key);
  }
  return [keys](Napi::Env env) -> Napi::Value {
    Napi::Array array = Napi::Array::New(env, keys.size());
    for (size_t i = 0; i < keys.size(); i++) array.Set(static_cast<uint32_t>(i), keys[i]);
    return array;
  };
}

Owner::Answer GetConfig(Session& session, const std::string& key) {
  Widget widget = Fetch(session, key);
  const char* label = nullptr;
  int readOnly = 0;
  gp_widget_get_label(widget.get(), &label);
  gp_widget_get_readonly(widget.get(), &readOnly);
  Entry entry;
  entry.key = key;
  entry.label = label ? label : "";
  entry.readOnly = readOnly != 0;
  switch (TypeOf(widget.get())) {
    case GP_WIDGET_RADIO:
    case GP_WIDGET_MENU:
      entry.type = "choice";
      entry.text = TextOf(widget.get());
      entry.choices = ChoicesOf(widget.get());
      break;
    case GP_WIDGET_TEXT:
      entry.type = "text";
      entry.text = TextOf(widget.get());
      break;
    case GP_WIDGET_RANGE: {
      entry.type = "range";
      float value = 0;
      gp_widget_get_value(widget.get(), &value);
      gp_widget_get_range(widget.get(), &entry.range[0], &entry.range[1], &entry.range[2]);
      entry.number = Shortest(value);
      break;
    }
    case GP_WIDGET_TOGGLE:
    case GP_WIDGET_DATE: {
      entry.type = TypeOf(widget.get()) == GP_WIDGET_TOGGLE ? "toggle" : "date";
      int value = 0;
      gp_widget_get_value(widget.get(), &value);
      entry.number = value;
      break;
    }
    default:
      session.context().Fail(GP_ERROR_NOT_SUPPORTED, "read " + key, "not a setting with a value");
  }
  return [entry](Napi::Env env) { return ToObject(env, entry); };
}

Owner::Answer SetConfig(Session& session, const std::string& key, const ConfigValue& value) {
  Widget widget = Fetch(session, key);
  Context& context = session.context();
  Assign(widget.get(), value, context);
  int result = gp_camera_set_single_config(session.camera(), key.c_str(), widget.get(), context.get());
  // For raw properties libgphoto2 returns success whatever the body answered; only its words tell.
  if (result >= GP_OK && IsRaw(key) && context.HeardError()) {
    result = context.HeardWord(deviceBusy) ? GP_ERROR_CAMERA_BUSY : GP_ERROR;
  }
  context.Check(result, "write " + key);
  return [](Napi::Env env) { return env.Undefined(); };
}
