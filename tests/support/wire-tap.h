// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_WIRE_TAP_H
#define PAGEWIRE_TESTS_SUPPORT_WIRE_TAP_H

#include "transport/byte-stream.h"

#include <functional>
#include <utility>
#include <vector>

namespace pagewire::test
{

/** Stands between a stream and the one below, keeps what is written, and may change it. */
class WireTap : public ByteStream
{
  public:
    explicit WireTap(std::unique_ptr<ByteStream> below)
        : m_below(std::move(below))
    {}

    /** Each Write that took something, as one string. */
    std::vector<std::string> writes;

    /** Given what is about to be written and how much was before; may change it, not its length. */
    std::function<void(std::string& bytes, std::size_t before)> tamper;

    /** \return all that was written */
    std::string Written() const
    {
        std::string all;
        for (const std::string& write : writes)
        {
            all += write;
        }
        return all;
    }

    void SetListener(ByteStreamListener* listener) override
    {
        m_below->SetListener(listener);
    }

    void Open() override
    {
        m_below->Open();
    }

    std::size_t Write(std::string_view bytes) override
    {
        std::string changed(bytes);
        if (tamper)
        {
            tamper(changed, m_written);
        }
        const std::size_t taken = m_below->Write(changed);
        if (taken > 0)
        {
            writes.push_back(changed.substr(0, taken));
        }
        m_written += taken;
        return taken;
    }

    std::size_t WriteRoom() const override
    {
        return m_below->WriteRoom();
    }

    std::size_t Unsent() const override
    {
        return m_below->Unsent();
    }

    bool SetUnsentLowWater(std::size_t bytes) override
    {
        return m_below->SetUnsentLowWater(bytes);
    }

    std::size_t Read(std::string& buffer, std::size_t max) override
    {
        return m_below->Read(buffer, max);
    }

    bool AtEnd() const override
    {
        return m_below->AtEnd();
    }

    void CloseWrite() override
    {
        m_below->CloseWrite();
    }

    void Abort() override
    {
        m_below->Abort();
    }

    std::string_view Alpn() const override
    {
        return m_below->Alpn();
    }

    ByteStream* Below() const override
    {
        return m_below.get();
    }

  private:
    std::unique_ptr<ByteStream> m_below;
    std::size_t m_written{0};
};

} // namespace pagewire::test

#endif
