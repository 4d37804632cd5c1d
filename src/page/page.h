// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_PAGE_H
#define PAGEWIRE_PAGE_PAGE_H

#include "base/units.h"
#include "http/priority.h"
#include "page/caching.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** When a resource is found: a place in another one, and the time that finding it takes. */
struct Dependency
{
    /** Which part of the parent must have arrived. */
    enum class Trigger
    {
        COMPLETE, //!< all of it
        HEADERS,  //!< its header section
        BYTES,    //!< so many bytes of its content
    };

    std::size_t parent{0}; //!< index into Page::resources, lower than the dependent's own
    Trigger trigger{Trigger::COMPLETE}; //!< what must have arrived
    std::uint64_t bytes{0};             //!< with BYTES
    Nanoseconds delay{0};               //!< parsing and running, after that arrival
};

/** One thing that a page consists of, and how its request and response look on the wire. */
struct Resource
{
    std::size_t host{0};       //!< index into Page::hosts
    std::string path{"/"};     //!< path and query, unique together with host and method
    std::string method{"GET"}; //!< RFC 9110 section 9
    std::string type{
        "other"};          //!< document, stylesheet, script, image, font, xhr, fetch, media, other
    std::string mimeType;  //!< Content-Type; empty leaves the field out
    int status{200};       //!< of the final response
    std::uint64_t size{0}; //!< content octets on the wire (compressed as captured)
    std::uint64_t requestBodySize{0}; //!< content octets of the request
    std::uint32_t requestHeaderBytes{
        0}; //!< request line and fields as HTTP/1.1 writes them; 0: no more than needed
    std::uint32_t responseHeaderBytes{
        0};            //!< status line and fields as HTTP/1.1 writes them; 0: no more than needed
    Priority priority; //!< RFC 9218
    Nanoseconds thinkTime{0}; //!< server time from the whole request to the first response byte
    Caching caching;          //!< what the response says of itself, and how often it changes
    bool push{false}; //!< the server pushes it with the resource that it depends on (HTTP/2)
    std::vector<Dependency> dependencies; //!< all must be met; none: known at the start
};

/** A name that resources are fetched from. */
struct Host
{
    std::string name;   //!< a registered name, lower case
    std::string server; //!< hosts with an equal label are served by one machine; empty: a machine
                        //!< of its own
};

/** What a browser loads: resources in the order of discovery, the first one being the document. */
struct Page
{
    std::string title;
    std::string source; //!< whence the figures come, for people
    std::vector<Host> hosts;
    std::vector<Resource> resources;

    /** \return the sum of content octets */
    std::uint64_t ContentBytes() const;
};

/**
 * Checks what the simulator relies on: at least one resource, host and parent indexes in range,
 * parents before dependents, unique (host, method, path), no white space in paths. \param file
 * named in errors \throws InputError naming the resource at fault
 */
void CheckPage(const Page& page, const std::string& file);

} // namespace pagewire

#endif
