#include "tests/bench/heap_shares.h"

#include <malloc.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "controller/queue/work_queue.h"
#include "reconcilers/provisioning_key/indexes.h"
#include "reconcilers/zpa/key_list.h"
#include "reconcilers/zpa/models.h"

namespace bench {

namespace {

using provisioning_key::ProvisioningKey;
using secrets::OwnedSecret;
template <typename T>
using All = std::vector<std::shared_ptr<const T>>;

double held_bytes() {
    const auto heap = mallinfo2();
    return static_cast<double>(heap.uordblks + heap.hblkhd);
}

// What the heap holds more of after `build` than before it, in bytes a key.
template <typename Build>
double bytes_of(std::size_t keys, Build build) {
    const auto before = held_bytes();
    build();
    return (held_bytes() - before) / static_cast<double>(keys);
}

// `part` of every object, copied. The copies' own fixed size is not counted, being the object's.
template <typename T, typename Part>
double bytes_of_part(const All<T>& all, Part part) {
    std::vector<decltype(part(*all.front()))> copies;
    copies.reserve(all.size());
    return bytes_of(all.size(), [&] {
        for (const auto& one : all) copies.push_back(part(*one));
    });
}

template <typename T>
double bytes_of_fixed_part(std::size_t count) {
    All<T> empty;
    empty.reserve(count);
    return bytes_of(count, [&] {
        for (std::size_t i = 0; i < count; ++i) empty.push_back(std::make_shared<const T>());
    });
}

template <typename T, typename Parse>
double parse_all(const std::vector<std::string>& texts, All<T>& out, Parse parse) {
    out.reserve(texts.size());
    return bytes_of(texts.size(), [&] {
        for (const auto& text : texts) out.push_back(std::make_shared<const T>(parse(nlohmann::json::parse(text))));
    });
}

// The parts and what of the whole is in none of them.
void add_with_rest(std::vector<Holder>& out, std::vector<Holder> parts, const std::string& rest, double whole) {
    for (auto& part : parts) {
        whole -= part.bytes;
        out.push_back(std::move(part));
    }
    out.push_back({rest, whole});
}

void add_keys(std::vector<Holder>& out, const All<ProvisioningKey>& all, double whole) {
    add_with_rest(out,
                  {{"ProvisioningKeys, fixed part", bytes_of_fixed_part<ProvisioningKey>(all.size())},
                   {"ProvisioningKeys, names, uids, versions",
                    bytes_of_part(all,
                                  [](const ProvisioningKey& key) {
                                      return std::tuple(key.meta.name, key.meta.uid, key.meta.resource_version);
                                  })},
                   {"ProvisioningKeys, labels, annotations, finalizers",
                    bytes_of_part(all,
                                  [](const ProvisioningKey& key) {
                                      return std::tuple(key.meta.labels, key.meta.annotations, key.meta.finalizers);
                                  })},
                   {"ProvisioningKeys, conditions",
                    bytes_of_part(all, [](const ProvisioningKey& key) { return key.status.conditions; })},
                   {"ProvisioningKeys, identity and fingerprint",
                    bytes_of_part(all,
                                  [](const ProvisioningKey& key) {
                                      return std::tuple(key.status.identity.id, key.status.value_fingerprint);
                                  })}},
                  "ProvisioningKeys, specs and texts they share, the rest", whole);
}

void add_secrets(std::vector<Holder>& out, const All<OwnedSecret>& all, double whole) {
    add_with_rest(
        out,
        {{"Secrets, fixed part", bytes_of_fixed_part<OwnedSecret>(all.size())},
         {"Secrets, names, uids, versions", bytes_of_part(all,
                                                          [](const OwnedSecret& secret) {
                                                              return std::tuple(secret.meta.name, secret.meta.uid,
                                                                                secret.meta.resource_version);
                                                          })},
         {"Secrets, labels, annotations",
          bytes_of_part(
              all, [](const OwnedSecret& secret) { return std::tuple(secret.meta.labels, secret.meta.annotations); })},
         {"Secrets, values", bytes_of_part(all, [](const OwnedSecret& secret) { return secret.data; })}},
        "Secrets, the rest", whole);
}

// The stores with their indexes are filled, and those without told off from them.
void add_stores(std::vector<Holder>& out, const All<ProvisioningKey>& all_keys, const All<OwnedSecret>& all_secrets,
                cache::Store<ProvisioningKey>& keys, cache::Store<OwnedSecret>& secrets) {
    const auto fill = [](const auto& all, auto& store) {
        return bytes_of(all.size(), [&] {
            for (const auto& one : all) store.put(one);
        });
    };
    cache::Store<ProvisioningKey> plain_keys;
    cache::Store<OwnedSecret> plain_secrets;
    const auto key_table = fill(all_keys, plain_keys), secret_table = fill(all_secrets, plain_secrets);
    provisioning_key::add_indexes(keys, secrets);
    out.push_back({"ProvisioningKeys, table", key_table});
    out.push_back({"ProvisioningKeys, indexes", fill(all_keys, keys) - key_table});
    out.push_back({"Secrets, table", secret_table});
    out.push_back({"Secrets, index by owner", fill(all_secrets, secrets) - secret_table});
}

}  // namespace

std::vector<Holder> heap_shares(const Manifests& manifests) {
    std::vector<Holder> out;
    out.reserve(32);
    All<ProvisioningKey> keys;
    All<OwnedSecret> secrets;
    const auto count = manifests.keys.size();
    const auto key_bytes = parse_all(manifests.keys, keys, provisioning_key::parse_provisioning_key);
    const auto secret_bytes = parse_all(manifests.secrets, secrets, secrets::parse_watched_secret);
    add_keys(out, keys, key_bytes);
    add_secrets(out, secrets, secret_bytes);
    cache::Store<ProvisioningKey> key_store;
    cache::Store<OwnedSecret> secret_store;
    add_stores(out, keys, secrets, key_store, secret_store);

    std::vector<zpa::Key> rows;
    std::unique_ptr<zpa::KeyList> list;
    const auto row_bytes = bytes_of(count, [&] {
        rows.reserve(count);
        for (const auto& text : manifests.listed) rows.push_back(zpa::parse_listed_key(nlohmann::json::parse(text)));
    });
    const auto list_bytes = bytes_of(count, [&] { list = std::make_unique<zpa::KeyList>(rows, base::Instant{}); });
    add_with_rest(out, {{"ZPA's list, rows", row_bytes}}, "ZPA's list, index of names", list_bytes);

    queue::WorkQueue queue({}, base::system_clock());
    const auto queued = bytes_of(count, [&] {
        for (const auto& key : keys) queue.add(key->meta.key());
    });
    out.push_back({"the queue when all wait", queued});
    return out;
}

}  // namespace bench
