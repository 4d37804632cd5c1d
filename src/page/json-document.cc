// SPDX-License-Identifier: GPL-2.0-only
#include "page/json-document.h"

#include "base/error.h"
#include "base/units.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

namespace pagewire
{

namespace
{

/** Our recursion over the tree (its destructor too) is as deep as the text; captures nest their
 * call stacks some dozens deep. */
constexpr std::size_t MAX_DEPTH = 100;

/** Walks over the text and counts its lines; copies share the count. */
class CountingIterator
{
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, int* line)
        : m_at(at),
          m_line(line)
    {}

    reference operator*() const
    {
        return *m_at;
    }

    // A line break counts once something after it is read: the parser looks one character ahead to
    // find where a number ends.
    CountingIterator& operator++()
    {
        *m_line += m_broken ? 1 : 0;
        m_broken = *m_at == '\n';
        ++m_at;
        return *this;
    }

    bool operator==(const CountingIterator& other) const
    {
        return m_at == other.m_at;
    }

    bool operator!=(const CountingIterator& other) const
    {
        return m_at != other.m_at;
    }

  private:
    const char* m_at;
    int* m_line;
    bool m_broken{false};
};

/** Builds the tree from the parser's events. */
class TreeBuilder : public nlohmann::json_sax<nlohmann::json>
{
  public:
    TreeBuilder(std::size_t size, const std::string& file, const int& line)
        : m_size(size),
          m_file(file),
          m_line(line)
    {
        m_open.push_back(&m_root);
    }

    JsonValue Take()
    {
        return std::move(m_root.items.front());
    }

    bool null() override
    {
        Add(JsonValue::Kind::NOTHING);
        return true;
    }

    bool boolean(bool value) override
    {
        Add(JsonValue::Kind::BOOLEAN).truth = value;
        return true;
    }

    bool number_integer(number_integer_t value) override
    {
        Add(JsonValue::Kind::NUMBER).number = static_cast<double>(value);
        return true;
    }

    bool number_unsigned(number_unsigned_t value) override
    {
        JsonValue& number = Add(JsonValue::Kind::NUMBER);
        number.number = static_cast<double>(value);
        number.natural = true;
        number.whole = value;
        return true;
    }

    bool number_float(number_float_t value, const string_t&) override
    {
        Add(JsonValue::Kind::NUMBER).number = value;
        return true;
    }

    bool string(string_t& value) override
    {
        Add(JsonValue::Kind::STRING).text = std::move(value);
        return true;
    }

    bool binary(binary_t&) override
    {
        return false; // JSON text has none
    }

    bool start_object(std::size_t) override
    {
        return Open(JsonValue::Kind::OBJECT);
    }

    bool key(string_t& name) override
    {
        m_key = std::move(name);
        return true;
    }

    bool end_object() override
    {
        m_open.pop_back();
        return true;
    }

    bool start_array(std::size_t) override
    {
        return Open(JsonValue::Kind::LIST);
    }

    bool end_array() override
    {
        m_open.pop_back();
        return true;
    }

    bool parse_error(std::size_t position,
                     const std::string&,
                     const nlohmann::detail::exception& error) override
    {
        const std::string message = error.what();
        const bool cut = position > m_size;
        throw InputError(m_file,
                         m_line,
                         "this is not JSON: " + Reason(message) +
                             (cut ? "; the file may have been cut off: save it again"
                                  : "; mend the text there or save the file again"));
    }

  private:
    /** The parser's words without its own name, error number and place; it quotes what it read,
     * which may be long and need not be text. */
    static std::string Reason(std::string message)
    {
        constexpr std::size_t SHOWN = 160;
        for (const std::string_view start : {"syntax error", "number overflow"})
        {
            const std::size_t at = message.find(start);
            message.erase(0, at == std::string::npos ? 0 : at);
        }
        if (message.size() > SHOWN)
        {
            message =
                message.substr(0, SHOWN / 2) + " ... " + message.substr(message.size() - SHOWN / 2);
        }
        std::replace_if(
            message.begin(),
            message.end(),
            [](char c) { return c < ' ' || c > '~'; },
            '?');
        return message;
    }

    JsonValue& Add(JsonValue::Kind kind)
    {
        JsonValue& parent = *m_open.back();
        if (parent.kind == JsonValue::Kind::OBJECT)
        {
            parent.members.emplace_back(std::move(m_key), JsonValue{});
        }
        else
        {
            parent.items.emplace_back();
        }
        JsonValue& value = parent.kind == JsonValue::Kind::OBJECT ? parent.members.back().second
                                                                  : parent.items.back();
        value.kind = kind;
        value.line = m_line;
        return value;
    }

    bool Open(JsonValue::Kind kind)
    {
        if (m_open.size() > MAX_DEPTH)
        {
            throw InputError(m_file,
                             m_line,
                             "lists and objects are nested more than " + std::to_string(MAX_DEPTH) +
                                 " deep here: neither a page description nor a HAR file is");
        }
        // The parent does not grow while this child is open, so the pointer holds.
        m_open.push_back(&Add(kind));
        return true;
    }

    std::size_t m_size; //!< octets of the text
    const std::string& m_file;
    const int& m_line;
    JsonValue m_root; //!< a list of one: the text
    std::string m_key;
    std::vector<JsonValue*> m_open;
};

} // namespace

const JsonValue*
JsonValue::Find(std::string_view name) const
{
    const auto found = std::find_if(members.rbegin(), members.rend(), [&](const auto& member) {
        return member.first == name;
    });
    return found == members.rend() ? nullptr : &found->second;
}

bool
JsonValue::Is(Kind wanted) const
{
    return kind == wanted;
}

std::string
DescribeJson(const JsonValue& value)
{
    constexpr std::size_t SHOWN = 60;
    switch (value.kind)
    {
    case JsonValue::Kind::NOTHING:
        return "null";
    case JsonValue::Kind::BOOLEAN:
        return value.truth ? "true" : "false";
    case JsonValue::Kind::NUMBER:
        return "the number " +
               (value.natural ? std::to_string(value.whole) : FormatNumber(value.number));
    case JsonValue::Kind::STRING:
        return "the text " + QuoteJson(value.text.size() <= SHOWN
                                           ? value.text
                                           : value.text.substr(0, SHOWN) + "...");
    case JsonValue::Kind::LIST:
        return "a list";
    case JsonValue::Kind::OBJECT:
        break;
    }
    return "an object";
}

JsonValue
ParseJson(std::string_view text, const std::string& file)
{
    int line = 1;
    TreeBuilder builder(text.size(), file, line);
    nlohmann::json::sax_parse(CountingIterator(text.data(), &line),
                              CountingIterator(text.data() + text.size(), &line),
                              &builder);
    return builder.Take();
}

JsonValue
LoadJson(const std::string& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::error_code ignored;
    if (!stream || std::filesystem::is_directory(file, ignored))
    {
        throw InputError(file,
                         0,
                         "this file cannot be read: name one that is there and that you may read");
    }
    const std::string text{std::istreambuf_iterator<char>(stream),
                           std::istreambuf_iterator<char>()};
    return ParseJson(text, file);
}

std::string
QuoteJson(std::string_view text)
{
    return nlohmann::json(std::string(text))
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace pagewire
