// SPDX-License-Identifier: GPL-2.0-only
#include "report/har-export.h"

#include "support/sample-run.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace pagewire;
using Json = nlohmann::json;

namespace
{

Json
Sample()
{
    return Json::parse(ExportHar(test::MakeSampleRun())).at("log");
}

} // namespace

TEST(HarExport, TimeIsTheSumOfThePartsWithoutSsl)
{
    const Json log = Sample();
    for (const Json& entry : log.at("entries"))
    {
        double sum = 0;
        for (const char* part : {"blocked", "dns", "connect", "send", "wait", "receive"})
        {
            sum += std::max(0.0, entry.at("timings").at(part).get<double>());
        }
        EXPECT_DOUBLE_EQ(entry.at("time").get<double>(), sum);
        for (const char* part : {"send", "wait", "receive"})
        {
            EXPECT_GE(entry.at("timings").at(part).get<double>(), 0) << part;
        }
    }
}

TEST(HarExport, AReusedConnectionShowsByItsMissingParts)
{
    const Json log = Sample();
    const Json& reused = log.at("entries").at(2).at("timings");
    EXPECT_EQ(reused.at("dns"), -1);
    EXPECT_EQ(reused.at("connect"), -1);
    EXPECT_EQ(reused.at("ssl"), -1);
    EXPECT_EQ(log.at("entries").at(2).at("connection"), "1");
    EXPECT_FALSE(log.at("entries").at(1).contains("connection"));
}

TEST(HarExport, CarriesChromesFields)
{
    const Json log = Sample();
    const Json& image = log.at("entries").at(2);
    EXPECT_EQ(image.at("_initiator").at("type"), "parser");
    EXPECT_EQ(image.at("_initiator").at("url"), "https://www.example/");
    EXPECT_EQ(image.at("_resourceType"), "image");
    EXPECT_EQ(log.at("entries").at(0).at("_priority"), "VeryHigh");
    EXPECT_EQ(image.at("response").at("_transferSize"), 1160);
    EXPECT_EQ(image.at("request").at("queryString"),
              Json::parse(R"([{"name":"x","value":"1"},{"name":"y","value":""}])"));
    EXPECT_EQ(log.at("entries").at(1).at("response").at("_error"), "reset");
    EXPECT_EQ(log.at("entries").at(1).at("response").at("status"), 0);
}

TEST(HarExport, MomentsCountFromAFixedDate)
{
    EXPECT_EQ(HarDate(ns3::Time(0)), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(HarDate(ns3::Seconds(6400) + ns3::MilliSeconds(5)), "2023-11-15T00:00:00.005Z");
    EXPECT_EQ(Sample().at("pages").at(0).at("pageTimings").at("onLoad"), 105.0);
}
