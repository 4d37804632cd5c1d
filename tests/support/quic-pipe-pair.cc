// SPDX-License-Identifier: GPL-2.0-only
// The two ends of a QUIC pipe as connections.
#include "support/quic-pipe.h"

namespace pagewire::test
{

namespace
{

/** Owns a QuicPipe through a shared pointer, so that events in flight can tell that it is gone. */
class Handle : public QuicConnection
{
  public:
    explicit Handle(std::shared_ptr<QuicPipe> pipe)
        : m_pipe(std::move(pipe))
    {}

    ~Handle() override
    {
        m_pipe->SetApplication(nullptr);
    }

    void SetApplication(QuicApplication* application) override
    {
        m_pipe->SetApplication(application);
    }

    void Open() override
    {
        m_pipe->Open();
    }

    QuicStreamId OpenBidi() override
    {
        return m_pipe->OpenBidi();
    }

    QuicStreamId OpenUni() override
    {
        return m_pipe->OpenUni();
    }

    std::uint64_t BidiRoom() const override
    {
        return m_pipe->BidiRoom();
    }

    void Wake() override
    {
        m_pipe->Wake();
    }

    void Consumed(QuicStreamId stream, std::size_t bytes) override
    {
        m_pipe->Consumed(stream, bytes);
    }

    void AllowStream() override
    {
        m_pipe->AllowStream();
    }

    void Shutdown(QuicStreamId stream, std::uint64_t code) override
    {
        m_pipe->ShutdownRead(stream, code);
        m_pipe->ShutdownWrite(stream, code);
    }

    void ShutdownRead(QuicStreamId stream, std::uint64_t code) override
    {
        m_pipe->ShutdownRead(stream, code);
    }

    void ShutdownWrite(QuicStreamId stream, std::uint64_t code) override
    {
        m_pipe->ShutdownWrite(stream, code);
    }

    void Close(std::uint64_t code, const std::string& reason) override
    {
        m_pipe->Close(code, reason);
    }

    void Fail(std::uint64_t code, const std::string& reason) override
    {
        m_pipe->Close(code, reason);
    }

    void Migrate() override
    {
        ++m_pipe->migrations;
    }

    bool IsEarly() const override
    {
        return m_pipe->IsEarly();
    }

    TransportInfo Transport() const override
    {
        return {};
    }

  private:
    std::shared_ptr<QuicPipe> m_pipe;
};

} // namespace

QuicPipe::Pair
QuicPipe::MakePair(const QuicPipeOptions& options)
{
    const auto near = std::make_shared<QuicPipe>(options, true);
    const auto far = std::make_shared<QuicPipe>(options, false);
    near->m_peer = far;
    far->m_peer = near;
    return {std::make_unique<Handle>(near), std::make_unique<Handle>(far), near, far};
}

} // namespace pagewire::test
