#include "tests/zpa_simulator/places.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace simulator {

namespace {

struct City {
    const char* name;
    const char* country;
    double latitude;
    double longitude;
};

constexpr City cities[] = {{"San Jose", "US", 37.3382, -121.8863},
                           {"New York", "US", 40.7128, -74.0060},
                           {"Chicago", "US", 41.8781, -87.6298},
                           {"Dallas", "US", 32.7767, -96.7970},
                           {"Washington", "US", 38.9072, -77.0369},
                           {"Toronto", "CA", 43.6532, -79.3832},
                           {"Langley City", "CA", 49.1042, -122.6604},
                           {"Mexico City", "MX", 19.4326, -99.1332},
                           {"Sao Paulo", "BR", -23.5505, -46.6333},
                           {"Buenos Aires", "AR", -34.6037, -58.3816},
                           {"London", "GB", 51.5074, -0.1278},
                           {"Paris", "FR", 48.8566, 2.3522},
                           {"Frankfurt am Main", "DE", 50.1109, 8.6821},
                           {"Berlin", "DE", 52.5200, 13.4050},
                           {"Amsterdam", "NL", 52.3676, 4.9041},
                           {"Zurich", "CH", 47.3769, 8.5417},
                           {"Vienna", "AT", 48.2082, 16.3738},
                           {"Madrid", "ES", 40.4168, -3.7038},
                           {"Milan", "IT", 45.4642, 9.1900},
                           {"Stockholm", "SE", 59.3293, 18.0686},
                           {"Warsaw", "PL", 52.2297, 21.0122},
                           {"Istanbul", "TR", 41.0082, 28.9784},
                           {"Dubai", "AE", 25.2048, 55.2708},
                           {"Johannesburg", "ZA", -26.2041, 28.0473},
                           {"Lagos", "NG", 6.5244, 3.3792},
                           {"Mumbai", "IN", 19.0760, 72.8777},
                           {"Bengaluru", "IN", 12.9716, 77.5946},
                           {"Singapore", "SG", 1.3521, 103.8198},
                           {"Hong Kong", "HK", 22.3193, 114.1694},
                           {"Tokyo", "JP", 35.6762, 139.6503},
                           {"Seoul", "KR", 37.5665, 126.9780},
                           {"Sydney", "AU", -33.8688, 151.2093}};

}  // namespace

Place nearest_place(double latitude, double longitude) {
    const City* nearest = nullptr;
    auto best = std::numeric_limits<double>::max();
    for (const auto& city : cities) {
        auto east = std::abs(city.longitude - longitude);
        if (east > 180) east = 360 - east;
        east *= std::cos(latitude * 0.017453292519943295);
        const auto north = city.latitude - latitude;
        if (const auto distance = east * east + north * north; distance < best) {
            best = distance;
            nearest = &city;
        }
    }
    return {nearest->name, nearest->country};
}

std::string normal_decimal(double value) {
    auto text = fmt::format("{:.7f}", value);
    while (text.back() == '0' && text[text.size() - 2] != '.') text.pop_back();
    return text;
}

}  // namespace simulator
