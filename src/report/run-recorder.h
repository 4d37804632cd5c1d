// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_RUN_RECORDER_H
#define PAGEWIRE_REPORT_RUN_RECORDER_H

#include "report/run-result.h"
#include "transport/quic-endpoint.h"
#include "transport/tls-stream.h"

#include "ns3/application.h"
#include "ns3/ptr.h"

namespace pagewire
{

/**
 * Listens to the trace sources of a browser and an origin and keeps what they tell. Nothing of it
 * changes the run. It must outlive the applications' last events.
 */
class RunRecorder
{
  public:
    /** \param page what the browser loads; records refer to its resources */
    explicit RunRecorder(Page page);

    RunRecorder(const RunRecorder&) = delete;
    RunRecorder& operator=(const RunRecorder&) = delete;

    /** Listens to a Browser: ResponseComplete, ConnectionClosed, PageLoaded. */
    void ObserveBrowser(const ns3::Ptr<ns3::Application>& browser);

    /** Listens to an Origin: ConnectionClosed. */
    void ObserveOrigin(const ns3::Ptr<ns3::Application>& origin);

    /** \return where TLS clients should write their key log */
    KeyLogSink KeyLog();

    /** \return where QUIC connections should write their qlogs. They end when the connections are
     * destroyed, that is with the browser and the origin. */
    QlogSink Qlog();

    /**
     * Takes the counters of the link next to the browser and gives all that was recorded, in a
     * fixed order. To be called once, when the simulation has ended and the applications have
     * reported their open connections.
     */
    RunResult Take(const Network& network, ns3::Time start);

  private:
    void HandleResponse(const RequestRecord& record);
    void HandleBrowserConnection(const ConnectionRecord& record);
    void HandleOriginConnection(const ConnectionRecord& record);
    void HandleLoaded(ns3::Time moment);

    RunResult m_result;
};

} // namespace pagewire

#endif
