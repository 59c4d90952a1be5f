#include "core/email_prefix.h"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "core/testing.h"

namespace crudtally {
namespace {

// The first bytes of an email as they are compared: zeros behind a shorter one.
std::string first_bytes(std::string_view email) {
  std::string bytes(email.substr(0, EmailPrefix::kBytes));
  bytes.resize(EmailPrefix::kBytes);
  return bytes;
}

bool is_before_by_prefix(std::string_view a, std::string_view b) {
  return is_before(email_prefix(a), a, email_prefix(b), b);
}

// Each as a view of an allocation of just its bytes.
void expect_order(const std::string& a, const std::string& b) {
  const std::vector<char> a_bytes(a.begin(), a.end());
  const std::vector<char> b_bytes(b.begin(), b.end());
  const std::string_view a_view(a_bytes.data(), a_bytes.size());
  const std::string_view b_view(b_bytes.data(), b_bytes.size());
  const int order = std::memcmp(first_bytes(a).data(), first_bytes(b).data(), EmailPrefix::kBytes);
  ASSERT_EQ(email_prefix(a_view) < email_prefix(b_view), order < 0)
      << testing::PrintToString(a) << " " << testing::PrintToString(b);
  ASSERT_EQ(email_prefix(a_view) == email_prefix(b_view), order == 0)
      << testing::PrintToString(a) << " " << testing::PrintToString(b);
  ASSERT_EQ(is_before_by_prefix(a_view, b_view), a < b)
      << testing::PrintToString(a) << " " << testing::PrintToString(b);
}

std::string random_email(TestRandom& random, unsigned letters) {
  std::string email;
  for (unsigned bytes = 1 + random(24); bytes != 0; bytes--) {
    // No email has a byte 0.
    email += static_cast<char>(1 + random(letters) * 254 / (letters - 1));
  }
  return email;
}

TEST(EmailPrefix, ComparesAsTheBytesDo) {
  TestRandom random;
  for (int round = 0; round < 200'000; round++) {
    // Of two letters there are many ties, of all of them every kind of difference.
    const unsigned letters = round % 2 == 0 ? 2 : 255;
    expect_order(random_email(random, letters), random_email(random, letters));
  }
}

TEST(EmailPrefix, ComparesEmailsThatDifferInOneByte) {
  for (size_t bytes = 1; bytes <= 20; bytes++) {
    for (size_t at = 0; at < bytes; at++) {
      const std::string email(bytes, '\x7F');
      std::string other = email;
      for (const char byte : {'\x01', '\x7E', '\x7F', '\x80', '\xFF'}) {
        other[at] = byte;
        expect_order(email, other);
        expect_order(other, email);
      }
    }
  }
}

TEST(EmailPrefix, ComparesAnEmailWithWhatItBeginsWith) {
  const std::string email(40, 'e');
  for (size_t a = 1; a <= email.size(); a++) {
    for (size_t b = 1; b <= email.size(); b++) expect_order(email.substr(0, a), email.substr(0, b));
  }
}

TEST(EmailPrefix, LeavesTheRestOfAnEmail) {
  EXPECT_EQ(after_prefix("short"), "");
  EXPECT_EQ(after_prefix("0123456789abcdef"), "");
  EXPECT_EQ(after_prefix("0123456789abcdefg@x"), "g@x");
}

}  // namespace
}  // namespace crudtally
