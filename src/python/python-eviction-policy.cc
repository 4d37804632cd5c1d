// SPDX-License-Identifier: GPL-2.0-only
#include "python/python-eviction-policy.h"

#include "base/error.h"
#include "python/python-method.h"

#include <memory>
#include <optional>
#include <utility>

namespace pagewire
{

namespace
{

namespace py = pybind11;

class PythonEvictionPolicy : public EvictionPolicy
{
  public:
    /** To be called with the lock of Python. */
    PythonEvictionPolicy(std::string name, const py::object& policy)
        : m_name(std::move(name)),
          m_insert(MethodOf(policy, "insert", m_name)),
          m_hit(MethodOf(policy, "hit", m_name)),
          m_victim(MethodOf(policy, "victim", m_name)),
          m_remove(MethodOf(policy, "remove", m_name)),
          m_announce(py::getattr(policy, "announce", py::none()))
    {}

    ~PythonEvictionPolicy() override
    {
        const py::gil_scoped_acquire lock;
        for (py::object* method : {&m_insert, &m_hit, &m_victim, &m_remove, &m_announce})
        {
            *method = py::object();
        }
    }

    void Insert(ObjectId id, std::uint64_t size) override
    {
        const py::gil_scoped_acquire lock;
        m_insert(id, size);
    }

    void Touch(ObjectId id) override
    {
        const py::gil_scoped_acquire lock;
        m_hit(id);
    }

    ObjectId Evict() override
    {
        const py::gil_scoped_acquire lock;
        const py::object victim = m_victim();
        const auto key = WholeNumberOf(victim);
        if (!key)
        {
            throw InputError("victim() of the eviction policy " + m_name + " gave " +
                             std::string(py::repr(victim)) +
                             ": let it return the key of what is to leave");
        }
        return *key;
    }

    void Remove(ObjectId id) override
    {
        const py::gil_scoped_acquire lock;
        m_remove(id);
    }

    void Announce(ObjectId id) override
    {
        const py::gil_scoped_acquire lock;
        if (!m_announce.is_none())
        {
            m_announce(id);
        }
    }

  private:
    std::string m_name;
    py::object m_insert;
    py::object m_hit;
    py::object m_victim;
    py::object m_remove;
    py::object m_announce; //!< None: it does not want to know
};

} // namespace

EvictionPolicyKind
PythonEvictionPolicyKind(const std::string& name, const py::object& maker)
{
    return {name, [name, maker](std::uint64_t capacity) {
                return std::make_unique<PythonEvictionPolicy>(name, maker(capacity));
            }};
}

} // namespace pagewire
