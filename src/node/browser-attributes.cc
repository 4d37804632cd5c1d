// SPDX-License-Identifier: GPL-2.0-only
// What can be set of a browser, and what can be observed.
#include "node/browser.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/trace-source-accessor.h"

namespace pagewire
{

void
Browser::AddLoadAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Coalesce",
                      "Whether hosts of one server share an HTTP/2 connection over TLS.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&Browser::m_coalesce),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Resume",
                      "Whether a broken download goes on where it broke, by Range and If-Range.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&Browser::m_resume),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Deadline",
                      "Time from the start of a visit after which it is given up; 0: none.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&Browser::m_deadline),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
Browser::AddVisitAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Reload",
                      "What a reload validates: the document, as Chrome does since 2017, or all.",
                      ns3::EnumValue(RELOAD_DOCUMENT),
                      ns3::MakeEnumAccessor(&Browser::m_reload),
                      ns3::MakeEnumChecker(RELOAD_DOCUMENT, "document", RELOAD_ALL, "all"));
}

void
Browser::AddVisitTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("PageLoaded",
                        "The onload moment: every resource is over, none for lack of time.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_pageLoaded),
                        "pagewire::Browser::MomentTracedCallback")
        .AddTraceSource("VisitStarted",
                        "A page is about to be loaded.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_visitStarted),
                        "pagewire::Browser::VisitTracedCallback")
        .AddTraceSource("VisitOver",
                        "Its load is over, well or not.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_visitOver),
                        "pagewire::Browser::VisitTracedCallback");
}

} // namespace pagewire
