#include "generate/bad_row.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "generate/testing.h"

namespace crudtally {
namespace {

using ::testing::UnorderedElementsAre;

const RowDraft kGoodRow = {"anna.petrov@mail.test", "READ", "2024-09-16 10:00:00", false, 0};

std::string text_of(const RowDraft& row) {
  std::string text = row.email + ',' + row.action + ',' + row.timestamp;
  if (row.lacks_a_field) text.resize(text.rfind(','));
  for (int field = 0; field < row.surplus_fields; field++) text += ",x";
  return text;
}

TEST(SpoilRow, StartsFromARowThatIsGood) {
  EXPECT_FALSE(read_row(text_of(kGoodRow)).reason);
}

TEST(SpoilRow, GivesTheReasonThatTheRowIsRejectedFor) {
  Random random(1);
  for (int count = 0; count < 20'000; count++) {
    RowDraft row = kGoodRow;
    const Reason reason = spoil_row(random, row);
    ASSERT_EQ(read_row(text_of(row)).reason, reason) << text_of(row);
  }
}

TEST(SpoilRow, BringsUpEveryReasonThatCanBeAskedFor) {
  Random random(1);
  std::set<Reason> reasons;
  for (int count = 0; count < 1000; count++) {
    RowDraft row = kGoodRow;
    reasons.insert(spoil_row(random, row));
  }
  EXPECT_THAT(reasons, UnorderedElementsAre(Reason::invalid_utf8, Reason::bad_quoting,
                                            Reason::wrong_field_count, Reason::empty_email,
                                            Reason::control_character, Reason::email_too_long,
                                            Reason::unknown_action, Reason::bad_timestamp));
}

TEST(SpoilRow, SpoilsOneThingAlone) {
  Random random(1);
  for (int count = 0; count < 2000; count++) {
    RowDraft row = kGoodRow;
    const Reason reason = spoil_row(random, row);
    if (reason == Reason::bad_timestamp) {
      row.timestamp = kGoodRow.timestamp;
    } else if (reason == Reason::unknown_action) {
      row.action = kGoodRow.action;
    } else if (reason == Reason::wrong_field_count) {
      row.lacks_a_field = false;
      row.surplus_fields = 0;
    } else {
      row.email = kGoodRow.email;
    }
    ASSERT_EQ(text_of(row), text_of(kGoodRow));
  }
}

}  // namespace
}  // namespace crudtally
