#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace base {

// As std::optional, but eight bytes where there is no value: for what few of many objects have. Threads: as T.
template <typename T>
class Rare {
public:
    Rare() = default;
    Rare(std::nullopt_t) {}
    Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(const Rare& other) { return *this = Rare(other); }
    Rare& operator=(Rare&&) noexcept = default;
    ~Rare() = default;

    explicit operator bool() const { return value_ != nullptr; }
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }
    void reset() { value_.reset(); }

    bool operator==(const Rare& other) const {
        return value_ && other.value_ ? *value_ == *other.value_ : !value_ && !other.value_;
    }

private:
    std::unique_ptr<T> value_;
};

}  // namespace base
