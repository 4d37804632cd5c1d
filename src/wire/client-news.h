// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_CLIENT_NEWS_H
#define PAGEWIRE_WIRE_CLIENT_NEWS_H

#include "wire/client-connection.h"

#include <string_view>

namespace pagewire
{

/** What a client connection tells its listener: in this order, nothing twice, and nothing
 * after the end. There may be no listener. */
class ClientNews
{
  public:
    void SetListener(ClientConnectionListener* listener)
    {
        m_listener = listener;
    }

    ClientConnectionListener* Listener() const
    {
        return m_listener;
    }

    void TellReady()
    {
        if (m_listener)
        {
            m_listener->HandleReady();
        }
    }

    /** No more requests are taken, though nobody here has closed the connection. */
    void TellDraining()
    {
        if (m_listener && !m_draining && !m_over)
        {
            m_draining = true;
            m_listener->HandleDraining();
        }
    }

    /** An exchange has ended, which is news to whoever counts connections even where it makes no
     * room, or the peer allows more. TellRoom tells it when all is at rest. */
    void NoteRoom()
    {
        m_roomGrew = true;
    }

    void TellRoom()
    {
        if (m_listener && m_roomGrew && !m_over)
        {
            m_roomGrew = false;
            m_listener->HandleRoom();
        }
    }

    /** The last call. */
    void TellClosed(std::string_view reason)
    {
        TellDraining();
        m_over = true;
        if (m_listener)
        {
            m_listener->HandleClosed(reason);
        }
    }

    /** \return whether the last call was made */
    bool IsOver() const
    {
        return m_over;
    }

  private:
    ClientConnectionListener* m_listener{nullptr};
    bool m_draining{false};
    bool m_roomGrew{false};
    bool m_over{false};
};

} // namespace pagewire

#endif
