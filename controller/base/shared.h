#pragma once

#include <boost/flyweight/flyweight.hpp>
#include <boost/flyweight/refcounted.hpp>
#include <boost/flyweight/set_factory.hpp>
#include <boost/flyweight/simple_locking.hpp>
#include <boost/flyweight/static_holder.hpp>
#include <utility>

namespace base {

// A value that many objects have in common, such as what the specs of a team ask for: the process holds equal values
// once, each holder eight bytes of it, and forgets one with its last holder. Immutable; equality costs a comparison of
// pointers. Making one from a value costs a look-up under a lock, copying one an atomic increment. T is ordered by `<`.
// Never for what is secret: a table would hold it. Threads: any, as T.
template <typename T>
class Shared {
public:
    Shared() = default;
    // Counts one holder more and never throws, which the library forgot to say; vectors of what holds one would copy
    // where they could move.
    Shared(const Shared&) noexcept = default;
    Shared& operator=(const Shared&) noexcept = default;
    Shared(T value) : value_(std::move(value)) {}

    const T& operator*() const { return value_.get(); }
    const T* operator->() const { return &value_.get(); }
    bool operator==(const Shared& other) const { return value_ == other.value_; }

private:
    boost::flyweight<T, boost::flyweights::set_factory<>> value_;
};

}  // namespace base
