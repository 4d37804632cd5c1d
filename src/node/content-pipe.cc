// SPDX-License-Identifier: GPL-2.0-only
#include "node/content-pipe.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

namespace pagewire
{

/** What pipe and source share. Positions count the octets of the content from 0. */
struct ContentPipe::State
{
    /** Drops what nobody will ask for again. */
    void Trim()
    {
        if (begin + bytes.size() > keep && read > begin)
        {
            // In large steps, since what is left moves.
            const auto done = static_cast<std::size_t>(read - begin);
            if (done >= bytes.size() / 2)
            {
                bytes.erase(0, done);
                begin = read;
            }
        }
    }

    void Tell(std::uint64_t position)
    {
        if (position > told)
        {
            const auto more = static_cast<std::size_t>(position - std::exchange(told, position));
            if (taken)
            {
                taken(more);
            }
        }
    }

    void Wake() const
    {
        if (waker)
        {
            waker();
        }
    }

    std::uint64_t End() const
    {
        return begin + bytes.size();
    }

    std::size_t keep;
    std::function<void(std::size_t)> taken;
    std::string bytes;
    std::uint64_t begin{0}; //!< position of the first octet here
    std::uint64_t read{0};  //!< the present source is there
    std::uint64_t told{0};  //!< taken was told so much
    bool ended{false};
    HeaderFields trailers;
    std::function<void()> waker; //!< of the present source
    unsigned source{0};          //!< its number
};

class ContentPipe::Source : public BodySource
{
  public:
    Source(std::shared_ptr<State> state, std::optional<std::uint64_t> length)
        : m_state(std::move(state)),
          m_length(length),
          m_number(m_state->source)
    {}

    ~Source() override
    {
        if (IsPresent())
        {
            m_state->waker = nullptr;
        }
    }

    std::optional<std::uint64_t> Length() const override
    {
        return m_length;
    }

    std::size_t Read(char* data, std::size_t max) override
    {
        if (!IsPresent())
        {
            return 0;
        }
        State& state = *m_state;
        const std::size_t size =
            state.bytes.copy(data, max, static_cast<std::size_t>(state.read - state.begin));
        state.read += size;
        state.Trim();
        state.Tell(state.read);
        return size;
    }

    bool AtEnd() const override
    {
        return IsPresent() && m_state->ended && m_state->read == m_state->End();
    }

    HeaderFields Trailers() const override
    {
        return m_state->trailers;
    }

    void SetWaker(std::function<void()> waker) override
    {
        if (IsPresent())
        {
            m_state->waker = std::move(waker);
        }
    }

  private:
    bool IsPresent() const
    {
        return m_number == m_state->source;
    }

    std::shared_ptr<State> m_state;
    std::optional<std::uint64_t> m_length;
    unsigned m_number;
};

ContentPipe::ContentPipe(std::size_t keep, std::function<void(std::size_t)> taken)
    : m_state(std::make_shared<State>())
{
    m_state->keep = keep;
    m_state->taken = std::move(taken);
}

ContentPipe::~ContentPipe()
{
    m_state->taken = nullptr;
}

void
ContentPipe::Push(std::string_view bytes)
{
    assert(!m_state->ended);
    m_state->bytes += bytes;
    m_state->Trim();
    m_state->Wake();
}

void
ContentPipe::End(const HeaderFields& trailers)
{
    m_state->ended = true;
    m_state->trailers = trailers;
    m_state->Wake();
}

void
ContentPipe::Settle()
{
    m_state->Tell(m_state->End());
}

std::uint64_t
ContentPipe::Total() const
{
    return m_state->End();
}

std::size_t
ContentPipe::Waiting() const
{
    return static_cast<std::size_t>(m_state->End() - m_state->read);
}

bool
ContentPipe::Ended() const
{
    return m_state->ended;
}

bool
ContentPipe::Repeatable() const
{
    return m_state->begin == 0 && (m_state->read == 0 || m_state->End() <= m_state->keep);
}

std::unique_ptr<BodySource>
ContentPipe::MakeSource(std::optional<std::uint64_t> length)
{
    assert(Repeatable());
    ++m_state->source;
    m_state->waker = nullptr;
    m_state->read = 0;
    return std::make_unique<Source>(m_state, length);
}

} // namespace pagewire
