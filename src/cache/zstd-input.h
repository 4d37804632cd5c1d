// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_ZSTD_INPUT_H
#define PAGEWIRE_CACHE_ZSTD_INPUT_H

#include <istream>
#include <memory>
#include <streambuf>
#include <string>
#include <vector>

struct ZSTD_DCtx_s;

namespace pagewire
{

/**
 * What is in a stream compressed by Zstandard (RFC 8878), one frame after another. A stream over it
 * must let exceptions through (exceptions(std::ios::badbit)): reading throws InputError if the
 * compressed stream is damaged or cut off.
 */
class ZstdInput : public std::streambuf
{
  public:
    /**
     * \param compressed is read as needed, and must live longer
     * \param file what to call it in errors
     */
    ZstdInput(std::istream& compressed, const std::string& file);
    ~ZstdInput() override;

  protected:
    int_type underflow() override;

  private:
    bool Refill();

    std::istream& m_compressed;
    std::string m_file;
    std::unique_ptr<ZSTD_DCtx_s, std::size_t (*)(ZSTD_DCtx_s*)> m_context;
    std::vector<char> m_in;
    std::size_t m_inSize{0}; //!< of what was read into m_in
    std::size_t m_inUsed{0};
    bool m_inFrame{false}; //!< there is more of the present frame to come
    std::vector<char> m_out;
};

} // namespace pagewire

#endif
