#pragma once

#include <string>
#include <variant>

#include "owner.h"
#include "session.h"

/** What a key is set to: a label or text, a number, or a choice by its position. */
struct ChoiceIndex {
  int index;
};
using ConfigValue = std::variant<std::string, double, ChoiceIndex>;

/** All on the owner's thread; each throws a Fault. */
Owner::Answer ListConfig(Session& session);
/** -6 for an entry that is none of text, range, toggle, choice and date. */
Owner::Answer GetConfig(Session& session, const std::string& key);
/**
 * -2 if the entry has no such choice or position, or the value is not of its type. A position names the label there and
 * the label is what libgphoto2 writes: of labels that are listed twice it takes the first in its own table that the
 * body offers. The value is sent even if the entry already has it.
 */
Owner::Answer SetConfig(Session& session, const std::string& key, const ConfigValue& value);
