#pragma once

#include <string>

/**
 * Listens to libgphoto2's log while in force: of a refused release the library says "error", and only its log says what
 * the body answered. Costs a little for every packet, so it is used for releases only.
 */
class AnswerListener {
 public:
  AnswerListener();
  ~AnswerListener();
  AnswerListener(const AnswerListener&) = delete;
  AnswerListener& operator=(const AnswerListener&) = delete;

  /** `PTP response 200c` for the last answer of the body; empty where it was OK, or none was heard. */
  std::string Refusal() const;

 private:
  int id_;
  unsigned int last_ = 0;
};
