// What the tests of this room read generated logs with: slow, obvious, and with nothing in common
// with what wrote them.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>
#include <zstd.h>

#include "base/file.h"
#include "core/reject.h"
#include "logs/log_file.h"

namespace crudtally {

// The whole text of a log.
inline std::string read_log_text(const std::string& path, Compression compression) {
  const std::string bytes = read_small_file(path).value();
  if (compression == Compression::none) return bytes;
  std::string text;
  std::array<char, 65'536> piece;
  if (compression == Compression::gzip) {
    const gzFile file = gzopen(path.c_str(), "rb");
    int size = 0;
    while ((size = gzread(file, piece.data(), piece.size())) > 0) {
      text.append(piece.data(), static_cast<size_t>(size));
    }
    // Closing says whether the last member was whole.
    if (gzclose(file) != Z_OK || size < 0) throw std::runtime_error("damaged or cut gzip");
    return text;
  }
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx);
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  size_t left = 1;
  while (left != 0) {
    ZSTD_outBuffer output{piece.data(), piece.size(), 0};
    left = ZSTD_decompressStream(context.get(), &output, &input);
    if (ZSTD_isError(left)) throw std::runtime_error("damaged zstd");
    text.append(piece.data(), output.pos);
    if (left != 0 && output.pos == 0 && input.pos == input.size) {
      throw std::runtime_error("cut zstd");
    }
  }
  return text;
}

// The lines of a text, each without its LF; the text must end in one.
inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    if (end == std::string::npos) throw std::runtime_error("no line end");
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// A row as the contract reads it: its fields, unquoted, or the reason that it is a reject.
struct ReadRow {
  std::optional<Reason> reason;
  std::string email;
  std::string action;
  std::string timestamp;
};

// Where the three fields stand among all fields of a row.
struct Columns {
  size_t email = 0;
  size_t action = 1;
  size_t timestamp = 2;
  size_t count = 3;
};

namespace reading {

inline bool is_utf8(std::string_view row) {
  while (!row.empty()) {
    const auto lead = static_cast<unsigned char>(row[0]);
    const size_t size = lead < 0x80       ? 1
                        : lead >> 5 == 6  ? 2
                        : lead >> 4 == 14 ? 3
                        : lead >> 3 == 30 ? 4
                                          : 0;
    if (size == 0 || size > row.size()) return false;
    uint32_t character = size == 1 ? lead : lead & (0x7FU >> size);
    for (size_t index = 1; index < size; index++) {
      const auto byte = static_cast<unsigned char>(row[index]);
      if (byte >> 6 != 2) return false;
      character = character << 6 | (byte & 0x3FU);
    }
    constexpr std::array<uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (character < kSmallest[size] || is_surrogate || character > 0x10FFFF) return false;
    row.remove_prefix(size);
  }
  return true;
}

// Nothing where the row is badly quoted.
inline std::optional<std::vector<std::string>> split(const std::string& row) {
  std::vector<std::string> fields(1);
  size_t at = 0;
  while (true) {
    if (at < row.size() && row[at] == '"') {
      for (at++;; at++) {
        if (at == row.size()) return std::nullopt;
        if (row[at] == '"' && row.substr(at, 2) != "\"\"") break;
        if (row[at] == '"') at++;
        fields.back() += row[at];
      }
      at++;
      if (at < row.size() && row[at] != ',') return std::nullopt;
    }
    while (at < row.size() && row[at] != ',') fields.back() += row[at++];
    if (at == row.size()) return fields;
    at++;
    fields.emplace_back();
  }
}

inline bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t") == std::string::npos;
}

// YYYY-MM-DD HH:MM:SS, and no other of the accepted forms.
inline bool is_timestamp(const std::string& text) {
  const std::string pattern = "0000-00-00 00:00:00";
  if (text.size() != pattern.size()) return false;
  for (size_t at = 0; at < text.size(); at++) {
    const char shape = text[at] >= '0' && text[at] <= '9' ? '0' : text[at];
    if (shape != pattern[at]) return false;
  }
  const auto number = [&](size_t at, size_t digits) { return std::stoi(text.substr(at, digits)); };
  const std::chrono::year_month_day date(std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2))));
  return date.ok() && number(11, 2) < 24 && number(14, 2) < 60 && number(17, 2) < 60;
}

}  // namespace reading

// A row without its LF. Rows have nothing but upper-case actions and one form of timestamp where
// they are good: that much less than the contract allows is accepted.
inline ReadRow read_row(std::string row, const Columns& columns = {}) {
  const auto rejected = [](Reason reason) { return ReadRow{reason, {}, {}, {}}; };
  if (!row.empty() && row.back() == '\r') row.pop_back();
  if (!reading::is_utf8(row)) return rejected(Reason::invalid_utf8);
  const std::optional<std::vector<std::string>> fields = reading::split(row);
  if (!fields) return rejected(Reason::bad_quoting);
  if (fields->size() != columns.count) return rejected(Reason::wrong_field_count);
  ReadRow read{
      {}, (*fields)[columns.email], (*fields)[columns.action], (*fields)[columns.timestamp]};
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
  if (reading::is_blank(read.email)) return rejected(Reason::empty_email);
  if (std::any_of(read.email.begin(), read.email.end(), is_control)) {
    return rejected(Reason::control_character);
  }
  if (read.email.size() > 1024) return rejected(Reason::email_too_long);
  constexpr std::array<std::string_view, 4> kActions = {"CREATE", "READ", "UPDATE", "DELETE"};
  if (std::find(kActions.begin(), kActions.end(), read.action) == kActions.end()) {
    return rejected(Reason::unknown_action);
  }
  if (!reading::is_timestamp(read.timestamp)) return rejected(Reason::bad_timestamp);
  return read;
}

}  // namespace crudtally
