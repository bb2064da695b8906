#pragma once

#include <string>

#include "reconcilers/zpa/association_type.h"

namespace zpa {

inline constexpr int kPageSize = 500;  // the most ZPA gives

// The addresses of one customer's resources: path and query. Ids that come from people become part of a path, so
// anything but letters, digits, '-' and '_' throws Error(Invalid); so does a list that the API does not have for the
// type.
class Paths {
public:
    Paths(const std::string& prefix, const std::string& customer_id);

    std::string keys(AssociationType type, const std::string& microtenant_id, int page) const;
    std::string new_key(AssociationType type, const std::string& microtenant_id) const;
    std::string key(AssociationType type, const std::string& microtenant_id, const std::string& id) const;
    std::string groups(AssociationType type, const std::string& microtenant_id, int page) const;
    std::string components(AssociationType type, const std::string& microtenant_id, int page) const;
    std::string certificates(const std::string& microtenant_id, int page) const;  // version 2 of the API

private:
    std::string v1_;
    std::string v2_;
};

}  // namespace zpa
