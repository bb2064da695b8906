#pragma once

#include <string>

namespace simulator {

struct Place {
    std::string city;
    std::string country;  // ISO 3166-1 alpha-2
};

// The nearest of a few dozen cities: ZPA derives cityCountry and countryCode from the coordinates.
[[nodiscard]] Place nearest_place(double latitude, double longitude);

// As ZPA gives coordinates back: no more than seven decimals, no useless zeros, at least one decimal.
[[nodiscard]] std::string normal_decimal(double value);

}  // namespace simulator
