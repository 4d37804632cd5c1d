// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_STATE_H
#define PAGEWIRE_TRANSPORT_TCP_STATE_H

#include <string_view>

namespace pagewire
{

/** The states of a connection (RFC 9293 section 3.3.2); LISTEN is no connection's. */
enum class TcpState
{
    CLOSED,
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1, //!< we closed; our FIN is not acknowledged yet
    FIN_WAIT_2, //!< it is; the peer goes on
    CLOSE_WAIT, //!< the peer closed; we go on
    CLOSING,    //!< both closed before either knew of the other
    LAST_ACK,   //!< we closed after the peer; our FIN is not acknowledged yet
    TIME_WAIT,  //!< all is done; the peer's FIN may come again
};

/** \return the name as the RFC writes it: "SYN-SENT" */
std::string_view TcpStateName(TcpState state);

} // namespace pagewire

#endif
