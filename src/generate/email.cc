#include "generate/email.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "generate/random.h"

namespace crudtally {
namespace {

// A short text in a fixed space: copied whole, which is faster than copying its size.
struct Word {
  static constexpr size_t kSpace = 16;

  // Not explicit, so that the tables below read as lists of texts.
  constexpr Word(const char* word) {
    for (; word[size] != '\0'; size++) text[size] = word[size];
  }
  constexpr std::string_view view() const { return {text.data(), size}; }

  std::array<char, kSpace> text{};
  size_t size = 0;
};

char* put(char* out, const Word& word) {
  std::memcpy(out, word.text.data(), Word::kSpace);
  return out + word.size;
}

// Why no two users share an email: it can be read back. The name (a first name and three parts of a
// surname) is 22 bits of the user number, the digits but for the last two are the rest. The first
// name ends at a separator, or where none follows, at the only place it can, as no first name
// begins another; the surname is three letters, two letters and an ending up to what is no letter.
// Everything else (case, separator, last two digits, tag, domain) is free.
constexpr std::array<Word, 64> kFirstNames = {
    "anna",      "boris",    "carla",   "daniel",   "elena",      "felix",       "greta",
    "hugo",      "irina",    "jakob",   "katya",    "lukas",      "maria",       "nadia",
    "oskar",     "paula",    "quentin", "rosa",     "stefan",     "tamara",      "ursula",
    "viktor",    "wanda",    "xenia",   "yusuf",    "zora",       "adrian",      "bianca",
    "cyril",     "diana",    "emil",    "farid",    "gloria",     "helmut",      "ivan",
    "judith",    "kamil",    "lena",    "milos",    "nikolai",    "olga",        "pavel",
    "ruben",     "svetlana", "timur",   "ulrike",   "vera",       "walter",      "ximena",
    "yvonne",    "zlatan",   "amelie",  "benjamin", "ida",        "christopher", "ekaterina",
    "francesca", "kai",      "tom",     "udo",      "maximilian", "margarethe",  "alexandrina",
    "jo"};
constexpr std::string_view kSurnameStarts =
    "barbelberborbuldandeldordunfalferfingalgergorgul"
    "halharhelhorjanjarjelkalkarkelkorkullanlarlemlin"
    "lormalmarmelmirmornavnelnorpalparpelpetpolranrem"
    "romsalsarselsimsoltaltarteltorvanvarvelvervolzan";
constexpr std::string_view kConsonants = "bdfghjklmnprstvz";
constexpr std::string_view kVowels = "aeio";
constexpr std::array<Word, 16> kSurnameEndings = {"v",   "va", "vic", "ski", "ska", "nen",
                                                  "man", "ss", "rs",  "ni",  "lli", "no",
                                                  "tti", "rd", "ch",  "ll"};
constexpr int kNameBits = 22;

constexpr bool are_prefix_free(const std::array<Word, 64>& words) {
  for (size_t one = 0; one < words.size(); one++) {
    for (size_t other = 0; other < words.size(); other++) {
      if (one != other && words[one].view().starts_with(words[other].view())) return false;
    }
  }
  return true;
}

constexpr bool are_distinct(std::string_view texts, size_t size) {
  for (size_t one = 0; one < texts.size(); one += size) {
    for (size_t other = 0; other < one; other += size) {
      if (texts.substr(one, size) == texts.substr(other, size)) return false;
    }
  }
  return true;
}

static_assert(are_prefix_free(kFirstNames));
static_assert(kSurnameStarts.size() == 64 * 3 && are_distinct(kSurnameStarts, 3));

struct Style {
  Word separator;
  bool capitals = false;
  bool surname_first = false;
  bool tag = false;
};

// Each as likely as it stands here often.
constexpr Style kDotted = {"."};
constexpr Style kJoined = {""};
constexpr Style kTagged = {".", false, false, true};
constexpr std::array<Style, 16> kStyles = {
    kDotted, kDotted, kDotted,          kDotted,         kDotted,    kDotted,
    kJoined, kJoined, kJoined,          Style{"", true}, Style{"_"}, Style{"-", false, true},
    kTagged, kTagged, Style{".", true}, Style{".", true}};
constexpr std::array<Word, 4> kTags = {"+news", "+shop", "+spam", "+a"};
constexpr std::array<Word, 16> kDomains = {
    "@mail.test",    "@mail.test",   "@mail.test",      "@mail.test",
    "@mail.test",    "@me.test",     "@me.test",        "@web.test",
    "@web.test",     "@example.com", "@example.com",    "@example.org",
    "@post.example", "@uni.test",    "@cs.uni.example", "@inbox.test"};

// A bijection of kNameBits bits, so that neighbours among the users have nothing in common.
constexpr uint64_t shuffle_name(uint64_t bits) {
  constexpr uint64_t kMask = (uint64_t{1} << kNameBits) - 1;
  bits = (bits * 0x2c9277b5 + 0x15ac3) & kMask;
  bits ^= bits >> (kNameBits / 2);
  bits = (bits * 0x9e3779b1) & kMask;
  return bits ^ (bits >> (kNameBits / 2));
}

char* put_surname(char* out, uint64_t name, bool capital) {
  std::memcpy(out, kSurnameStarts.data() + 3 * (name >> 6 & 63), 3);
  if (capital) out[0] = static_cast<char>(out[0] - 'a' + 'A');
  out[3] = kConsonants[name >> 12 & 15];
  out[4] = kVowels[name >> 16 & 3];
  return put(out + 5, kSurnameEndings[name >> 18 & 15]);
}

char* put_first_name(char* out, uint64_t name, bool capital) {
  char* const end = put(out, kFirstNames[name & 63]);
  if (capital) out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return end;
}

char* put_number(char* out, uint64_t number) {
  std::array<char, 20> digits;
  size_t begin = digits.size();
  for (; number > 0; number /= 10) digits[--begin] = static_cast<char>('0' + number % 10);
  return std::copy(digits.begin() + static_cast<ptrdiff_t>(begin), digits.end(), out);
}

}  // namespace

char* write_email(uint64_t user, size_t length, char* out) {
  char* const begin = out;
  const uint64_t name = shuffle_name(user & ((uint64_t{1} << kNameBits) - 1));
  const uint64_t rest = user >> kNameBits;
  const uint64_t taste = mix(user + 1);
  const Style& style = kStyles[taste & 15];
  const Word& domain = kDomains[taste >> 4 & 15];

  if (style.surname_first) {
    out = put(put_surname(out, name, style.capitals), style.separator);
    out = put_first_name(out, name, style.capitals);
  } else {
    out = put(put_first_name(out, name, style.capitals), style.separator);
    out = put_surname(out, name, style.capitals);
  }
  const bool digits = (taste >> 8 & 3) == 0 || rest > 0;
  if (digits) {
    out = put_number(out, rest);
    const uint64_t last_two = (taste >> 10 & 1023) % 100;
    *out++ = static_cast<char>('0' + last_two / 10);
    *out++ = static_cast<char>('0' + last_two % 10);
  }
  if (length > 0) {
    *out++ = '+';
    const size_t written = static_cast<size_t>(out - begin) + domain.size;
    const size_t missing = length - written;
    std::memset(out, 'x', missing);
    out += missing;
  } else if (style.tag) {
    out = put(out, kTags[taste >> 20 & 3]);
  }
  return put(out, domain);
}

std::string email_of(uint64_t user, size_t length) {
  std::string email(email_room(length), '\0');
  email.resize(static_cast<size_t>(write_email(user, length, email.data()) - email.data()));
  return email;
}

}  // namespace crudtally
