// Rows that the contract rejects, in many shapes for each reason.
#pragma once

#include <string>

#include "core/reject.h"
#include "generate/random.h"

namespace crudtally {

// The fields of a row, to be spoilt.
struct RowDraft {
  std::string email;
  std::string action;
  std::string timestamp;
  bool lacks_a_field = false;  // the last one
  int surplus_fields = 0;
};

// Spoils a good row that has no quotes in such a way that exactly one reason holds, and returns it.
// Every reason comes up but line_too_long, whose rows would take more space than all the others,
// and misfiled, whose rows are events unless they are asked to be none.
Reason spoil_row(Random& random, RowDraft& row);

}  // namespace crudtally
