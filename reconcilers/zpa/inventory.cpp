#include "reconcilers/zpa/inventory.h"

#include "reconcilers/zpa/key_room.h"
#include "reconcilers/zpa/listing.h"

namespace zpa {
namespace {

// The last complete list of things we never write. Threads: any.
template <typename T>
class Shelf {
public:
    using Rows = std::shared_ptr<const std::vector<T>>;

    Shelf(std::string name, typename Listing<T>::Fetch fetch, RateBudget& budget, const base::Clock& clock)
        : listing_(std::move(name), std::move(fetch), budget, clock) {}

    Rows refresh(base::Instant not_before, Urgency urgency, std::stop_token stop) {
        for (;;) {
            {
                const base::MutexLock lock(mutex_);
                if (rows_ && asked_at_ >= not_before) return rows_;
            }
            listing_.read(urgency, stop, [this](std::vector<T> rows, base::Instant asked_at) {
                const base::MutexLock lock(mutex_);
                rows_ = std::make_shared<const std::vector<T>>(std::move(rows));
                asked_at_ = asked_at;
            });
        }
    }

private:
    Listing<T> listing_;
    base::Mutex mutex_;
    Rows rows_ OP_GUARDED_BY(mutex_);
    base::Instant asked_at_ OP_GUARDED_BY(mutex_){};
};

}  // namespace

class Inventory::Impl {
public:
    Impl(Client& client, RateBudget& budget, std::string microtenant_id, Options options, const base::Clock& clock)
        : client_(client), microtenant_id_(std::move(microtenant_id)) {
        for (const AssociationType type : kAssociationTypes) {
            const std::string of_type = " of " + std::string(to_string(type)) + place();
            keys_[type] =
                std::make_unique<KeyRoom>("list of keys" + of_type, fetch<Key>(type, &Client::list_keys),
                                          listener_of(options.listener, type), budget, options.list_lag, clock);
            groups_[type] = std::make_unique<Shelf<Group>>("list of groups" + of_type,
                                                           fetch<Group>(type, &Client::list_groups), budget, clock);
            components_[type] = std::make_unique<Shelf<Component>>(
                "list of components" + of_type, fetch<Component>(type, &Client::list_components), budget, clock);
        }
        certificates_ = std::make_unique<Shelf<EnrollmentCertificate>>(
            "list of certificates" + place(),
            [this](int page, Permit permit, std::stop_token stop) {
                return client_.list_certificates(microtenant_id_, page, std::move(permit), stop);
            },
            budget, clock);
    }

    KeyRoom& keys(AssociationType type) { return *keys_.at(type); }
    Shelf<Group>& groups(AssociationType type) { return *groups_.at(type); }
    Shelf<Component>& components(AssociationType type) { return *components_.at(type); }
    Shelf<EnrollmentCertificate>& certificates() { return *certificates_; }
    const std::string& microtenant_id() const { return microtenant_id_; }

private:
    static KeyRoom::Listener listener_of(const Listener& listener, AssociationType type) {
        if (!listener) return {};
        return [listener, type](const KeyList* before, const KeyList& after) { listener(type, before, after); };
    }

    std::string place() const { return microtenant_id_.empty() ? "" : " in microtenant " + microtenant_id_; }

    template <typename T>
    typename Listing<T>::Fetch fetch(AssociationType type, Page<T> (Client::*list)(AssociationType, const std::string&,
                                                                                   int, Permit, std::stop_token)) {
        return [this, type, list](int page, Permit permit, std::stop_token stop) {
            return (client_.*list)(type, microtenant_id_, page, std::move(permit), stop);
        };
    }

    Client& client_;
    const std::string microtenant_id_;
    std::map<AssociationType, std::unique_ptr<KeyRoom>> keys_;
    std::map<AssociationType, std::unique_ptr<Shelf<Group>>> groups_;
    std::map<AssociationType, std::unique_ptr<Shelf<Component>>> components_;
    std::unique_ptr<Shelf<EnrollmentCertificate>> certificates_;
};

Inventory::Inventory(Client& client, RateBudget& budget, std::string microtenant_id, Options options,
                     const base::Clock& clock)
    : impl_(std::make_unique<Impl>(client, budget, std::move(microtenant_id), options, clock)) {}

Inventory::~Inventory() = default;

std::shared_ptr<const KeyList> Inventory::keys(AssociationType type) const { return impl_->keys(type).current(); }

std::shared_ptr<const KeyList> Inventory::refresh_keys(AssociationType type, base::Instant not_before, Urgency urgency,
                                                       std::stop_token stop) {
    return impl_->keys(type).refresh(not_before, urgency, stop);
}

void Inventory::note_written(AssociationType type, const Key& key, const Key* before) {
    impl_->keys(type).note_written(key, before);
}

bool Inventory::recently_written(AssociationType type, const std::string& id) const {
    return impl_->keys(type).recently_written(id);
}

base::Instant Inventory::uses_unchanged_since(AssociationType type, const Key& fresh) const {
    return impl_->keys(type).uses_unchanged_since(fresh);
}

void Inventory::note_deleted(AssociationType type, const std::string& id) { impl_->keys(type).note_deleted(id); }

std::shared_ptr<const std::vector<Group>> Inventory::groups(AssociationType type, base::Instant not_before,
                                                            Urgency urgency, std::stop_token stop) {
    return impl_->groups(type).refresh(not_before, urgency, stop);
}

std::shared_ptr<const std::vector<EnrollmentCertificate>> Inventory::certificates(base::Instant not_before,
                                                                                  Urgency urgency,
                                                                                  std::stop_token stop) {
    return impl_->certificates().refresh(not_before, urgency, stop);
}

std::shared_ptr<const std::vector<Component>> Inventory::components(AssociationType type, base::Instant not_before,
                                                                    Urgency urgency, std::stop_token stop) {
    return impl_->components(type).refresh(not_before, urgency, stop);
}

const std::string& Inventory::microtenant_id() const { return impl_->microtenant_id(); }

}  // namespace zpa
