// SPDX-License-Identifier: GPL-2.0-only
#include "http/structured-field.h"

#include "base/utf8.h"

#include <algorithm>

namespace pagewire
{

namespace
{

bool
IsDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool
IsLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool
IsAlpha(char c)
{
    return IsLower(c) || (c >= 'A' && c <= 'Z');
}

bool
IsKeyOctet(char c)
{
    return IsLower(c) || IsDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
}

bool
IsTokenOctet(char c)
{
    constexpr std::string_view OTHERS = "!#$%&'*+-.^_`|~:/";
    return IsAlpha(c) || IsDigit(c) || OTHERS.find(c) != std::string_view::npos;
}

bool
IsBase64Octet(char c)
{
    return IsAlpha(c) || IsDigit(c) || c == '+' || c == '/' || c == '=';
}

bool
IsLowerHex(char c)
{
    return IsDigit(c) || (c >= 'a' && c <= 'f');
}

/** Reads from the left. Once something is wrong, all is (section 4.2). */
class SfReader
{
  public:
    explicit SfReader(std::string_view text)
        : m_text(text)
    {}

    std::optional<SfDictionary> Dictionary();

  private:
    char Peek() const
    {
        return m_text.empty() ? '\0' : m_text.front();
    }

    char Take()
    {
        const char c = Peek();
        if (m_text.empty())
        {
            m_good = false;
            return c;
        }
        m_text.remove_prefix(1);
        return c;
    }

    bool Skip(char c)
    {
        const bool here = !m_text.empty() && m_text.front() == c;
        if (here)
        {
            m_text.remove_prefix(1);
        }
        return here;
    }

    void SkipAll(std::string_view octets)
    {
        m_text.remove_prefix(std::min(m_text.find_first_not_of(octets), m_text.size()));
    }

    std::string_view TakeWhile(bool (*belongs)(char))
    {
        const auto end = std::find_if_not(m_text.begin(), m_text.end(), belongs);
        const std::string_view taken =
            m_text.substr(0, static_cast<std::size_t>(end - m_text.begin()));
        m_text.remove_prefix(taken.size());
        return taken;
    }

    std::string Key();
    SfValue Member();
    SfValue InnerList();
    SfValue BareItem();
    SfValue Number();
    SfValue String();
    SfValue Bytes();
    SfValue DisplayString();
    SfValue Boolean();
    void Parameters();

    std::string_view m_text;
    bool m_good{true};
};

std::optional<SfDictionary>
SfReader::Dictionary()
{
    SfDictionary dictionary;
    SkipAll(" ");
    while (m_good && !m_text.empty())
    {
        const std::string key = Key();
        SfValue value;
        value.integer = 1;
        if (Skip('='))
        {
            value = Member();
        }
        else
        {
            Parameters();
        }
        const auto same = [&key](const auto& member) { return member.first == key; };
        const auto place = std::find_if(dictionary.begin(), dictionary.end(), same);
        if (place != dictionary.end())
        {
            place->second = value; // the last one counts
        }
        else
        {
            dictionary.emplace_back(key, value);
        }
        SkipAll(" \t");
        if (m_text.empty())
        {
            break;
        }
        m_good = m_good && Skip(',');
        SkipAll(" \t");
        m_good = m_good && !m_text.empty(); // no comma at the end
    }
    return m_good ? std::make_optional(dictionary) : std::nullopt;
}

std::string
SfReader::Key()
{
    m_good = m_good && (IsLower(Peek()) || Peek() == '*');
    return std::string(TakeWhile(IsKeyOctet));
}

SfValue
SfReader::Member()
{
    const SfValue value = Peek() == '(' ? InnerList() : BareItem();
    Parameters();
    return value;
}

SfValue
SfReader::InnerList()
{
    SfValue list;
    list.type = SfValue::Type::INNER_LIST;
    Take();
    while (m_good)
    {
        SkipAll(" ");
        if (Skip(')'))
        {
            break;
        }
        BareItem();
        Parameters();
        m_good = m_good && (Peek() == ' ' || Peek() == ')');
    }
    return list;
}

void
SfReader::Parameters()
{
    while (m_good && Skip(';'))
    {
        SkipAll(" ");
        Key();
        if (Skip('='))
        {
            BareItem();
        }
    }
}

SfValue
SfReader::BareItem()
{
    const char first = Peek();
    if (first == '-' || IsDigit(first))
    {
        return Number();
    }
    if (first == '"')
    {
        return String();
    }
    if (first == ':')
    {
        return Bytes();
    }
    if (first == '?')
    {
        return Boolean();
    }
    if (first == '@')
    {
        Take();
        SfValue date = Number();
        m_good = m_good && date.type == SfValue::Type::INTEGER;
        date.type = SfValue::Type::DATE;
        return date;
    }
    if (first == '%')
    {
        return DisplayString();
    }
    SfValue token;
    token.type = SfValue::Type::TOKEN;
    m_good = m_good && (IsAlpha(first) || first == '*');
    token.text = TakeWhile(IsTokenOctet);
    return token;
}

/** Integers have at most 15 digits, decimals 12 and a fraction of 1 to 3 (section 4.2.4). */
SfValue
SfReader::Number()
{
    SfValue number;
    number.type = SfValue::Type::INTEGER;
    const bool negative = Skip('-');
    const std::string_view whole = TakeWhile(IsDigit);
    const bool decimal = Skip('.');
    m_good = m_good && !whole.empty() && whole.size() <= (decimal ? 12 : 15);
    number.text = (negative ? "-" : "") + std::string(whole);
    if (decimal)
    {
        number.type = SfValue::Type::DECIMAL;
        const std::string_view fraction = TakeWhile(IsDigit);
        m_good = m_good && !fraction.empty() && fraction.size() <= 3;
        number.text += "." + std::string(fraction);
        return number;
    }
    for (const char digit : whole.substr(0, 15))
    {
        number.integer = number.integer * 10 + (digit - '0');
    }
    number.integer = negative ? -number.integer : number.integer;
    return number;
}

SfValue
SfReader::String()
{
    SfValue string;
    string.type = SfValue::Type::STRING;
    Take();
    while (m_good)
    {
        char c = Take();
        if (c == '"')
        {
            break;
        }
        if (c == '\\')
        {
            c = Take();
            m_good = m_good && (c == '"' || c == '\\');
        }
        m_good = m_good && c >= ' ' && c <= '~';
        string.text += c;
    }
    return string;
}

/** Base64 between colons, with or without its padding (section 4.2.7). */
SfValue
SfReader::Bytes()
{
    SfValue bytes;
    bytes.type = SfValue::Type::BYTES;
    Take();
    bytes.text = TakeWhile(IsBase64Octet);
    m_good = m_good && Skip(':');
    return bytes;
}

/** Octets of UTF-8, others than visible ASCII as "%" and two hexadecimal digits (section 4.2.10).
 */
SfValue
SfReader::DisplayString()
{
    SfValue string;
    string.type = SfValue::Type::DISPLAY_STRING;
    std::string octets;
    Take();
    m_good = m_good && Skip('"');
    while (m_good && !Skip('"'))
    {
        const char c = Take();
        string.text += c;
        octets += c;
        m_good = m_good && c >= ' ' && c <= '~';
        if (c == '%')
        {
            const std::string digits{Take(), Take()};
            string.text += digits;
            m_good = m_good && std::all_of(digits.begin(), digits.end(), IsLowerHex);
            octets.back() = static_cast<char>(m_good ? std::stoi(digits, nullptr, 16) : '?');
        }
    }
    m_good = m_good && IsUtf8(octets);
    return string;
}

SfValue
SfReader::Boolean()
{
    SfValue value;
    Take();
    const char digit = Take();
    m_good = m_good && (digit == '0' || digit == '1');
    value.integer = digit == '1' ? 1 : 0;
    return value;
}

} // namespace

std::optional<SfDictionary>
ParseSfDictionary(std::string_view text)
{
    return SfReader(text.substr(0, text.find_last_not_of(' ') + 1)).Dictionary();
}

std::string
FormatSfString(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text)
    {
        if (c == '"' || c == '\\')
        {
            quoted += '\\';
        }
        quoted += c >= ' ' && c <= '~' ? c : '?';
    }
    return quoted + '"';
}

std::string
FormatSfTokenOrString(std::string_view text)
{
    const bool token = !text.empty() && (IsAlpha(text.front()) || text.front() == '*') &&
                       std::all_of(text.begin(), text.end(), IsTokenOctet);
    return token ? std::string(text) : FormatSfString(text);
}

} // namespace pagewire
