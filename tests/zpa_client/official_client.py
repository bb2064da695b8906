#!/usr/bin/env python3
"""What somebody does who has only ever heard of ZPA: the official Python SDK as its documentation has it.

  official_client.py client-secret|private-key|legacy CUSTOMER CLIENT SECRET

SECRET is a client secret, or for private-key the file of the key. There is no word of a simulator in here and no address:
where the SDK's requests arrive is for name resolution to say.
"""
import pathlib
import sys

from zscaler import ZscalerClient
from zscaler.oneapi_client import LegacyZPAClient

CERTIFICATES = {"connector": "Connector", "service_edge": "Service Edge"}
VALUE = "|api.private.zscaler.com|"


def expect(condition, sentence):
    if not condition:
        raise SystemExit(f"error: {sentence}")


def done(what, answer):
    """The SDK answers (result, response, error); an error is never expected here."""
    result, _, error = answer
    expect(error is None, f"{what}: {error}")
    print(what)
    return result


def refused(what, code, answer):
    _, _, error = answer
    expect(error is not None, f"{what}: was accepted")
    # The legacy client raises what the other one returns, so both end up as an error that has the code in its text.
    expect(code in str(error), f"{what}: expected {code}, not {error}")
    print(f"{what}: refused with {code}")


def named(what, things, name):
    found = [thing for thing in things if thing.name == name]
    expect(len(found) == 1, f"{what}: {len(found)} are named '{name}' among {[thing.name for thing in things]}")
    return found[0]


def only_named(what, things, name):
    """What the server found by a search: nothing else may be among it."""
    expect(len(things) == 1, f"{what}: {[thing.name for thing in things]}")
    return named(what, things, name)


def certificates(api):
    listed = done("list enrollment certificates", api.list_enrolment())
    ids = {}
    for kind, name in CERTIFICATES.items():
        certificate = named("list enrollment certificates", listed, name)
        read = done(f"read enrollment certificate {name}", api.get_enrolment(certificate.id))
        expect(read.name == name and read.private_key_present, f"certificate {certificate.id} is not {name} with its key")
        searched = done(f"find enrollment certificate {name}", api.get_enrolment_by_name(name))
        expect(searched.id == read.id, f"certificate {name} has id {read.id} and is found as {searched.id}")
        ids[kind] = read.id
    return ids


def groups(kind, names, api):
    """Reads a group that is there, makes one, changes it, and gives its id back: keys are for a group of the client's own."""
    list_all, get, add, update = (getattr(api, name) for name in names)
    existing = done(f"list {kind} groups", list_all())
    expect(len(existing) == 1, f"{kind}: one group to start with, not {[group.name for group in existing]}")
    read = done(f"read {kind} group", get(existing[0].id))
    expect(read.name == existing[0].name, f"group {read.id} is {existing[0].name} in the list and {read.name} alone")
    place = {"latitude": "37.3382082", "longitude": "-121.8863286", "location": "San Jose, CA, USA", "country_code": "US"}
    name = f"branch {kind} group"
    made = done(f"create {kind} group", add(name=name, description="first", enabled=True, **place))
    found = only_named(f"find {kind} group", done(f"find {kind} group", list_all({"search": name})), name)
    expect(found.id == made.id, f"group {made.id} is found as {found.id}")
    done(f"update {kind} group", update(made.id, name=name, description="changed", enabled=True, **place))
    read = done(f"read {kind} group again", get(made.id))
    expect(read.description == "changed" and read.latitude == place["latitude"], f"the update is not seen: {read.as_dict()}")
    return read


def keys(kind, group, certificate, api):
    name = f"branch {kind} key"
    fields = {"key_type": kind, "max_usage": "5", "enrollment_cert_id": certificate, "component_id": group.id}
    made = done(f"create {kind} key", api.add_provisioning_key(name=name, **fields))
    expect(VALUE in made.provisioning_key, f"the new key's value has no enrolment host: {made.as_dict()}")
    read = done(f"read {kind} key", api.get_provisioning_key(made.id, kind))
    for field, wanted in (("name", name), ("max_usage", "5"), ("usage_count", "0"), ("enabled", True),
                          ("zcomponent_id", group.id), ("zcomponent_name", group.name),
                          ("enrollment_cert_id", certificate), ("enrollment_cert_name", CERTIFICATES[kind]),
                          ("provisioning_key", made.provisioning_key)):
        expect(getattr(read, field) == wanted, f"{kind} key: {field} is {getattr(read, field)!r}, not {wanted!r}")
    refused(f"create {kind} key of the same name", "resource.already.exist", api.add_provisioning_key(name=name, **fields))

    second = done(f"create second {kind} key", api.add_provisioning_key(name=f"{name} 2", **fields))
    listed = done(f"list {kind} keys", api.list_provisioning_keys(kind))
    expect({made.id, second.id} == {key.id for key in listed}, f"listed are {[key.name for key in listed]}")
    pages(kind, {made.id, second.id}, api)
    found = only_named(f"find {kind} key", done(f"find {kind} key", api.list_provisioning_keys(kind, {"search": name})), name)
    expect(found.id == made.id, f"key {made.id} is found as {found.id}")

    done(f"update {kind} key", api.update_provisioning_key(made.id, kind, max_usage="9"))
    read = done(f"read {kind} key again", api.get_provisioning_key(made.id, kind))
    expect((read.max_usage, read.name, read.provisioning_key) == ("9", name, made.provisioning_key),
           f"after the update: {read.as_dict()}")
    for key in (made, second):
        done(f"delete {kind} key", api.delete_provisioning_key(key.id, kind))
    refused(f"read deleted {kind} key", "resource.not.found", api.get_provisioning_key(made.id, kind))
    expect(done(f"list no {kind} keys", api.list_provisioning_keys(kind)) == [], f"{kind} keys are left")


def pages(kind, ids, api):
    """One key a page, by the SDK's own way of asking for the next."""
    seen, response, error = api.list_provisioning_keys(kind, {"page_size": 1})
    expect(error is None and len(seen) == 1, f"first page of {kind} keys: {seen}, {error}")
    while response.has_next():
        more, response, error = response.next()
        expect(error is None, f"next page of {kind} keys: {error}")
        seen += more or []
    expect({key.id for key in seen} == ids and len(seen) == len(ids), f"pages of {kind} keys: {[key.name for key in seen]}")
    print(f"page through {kind} keys")


def client(sign_in, customer, identity, secret):
    if sign_in == "legacy":
        return LegacyZPAClient({"clientId": identity, "clientSecret": secret, "customerId": customer, "cloud": "PRODUCTION"})
    proof = {"clientSecret": secret}
    if sign_in == "private-key":
        proof = {"privateKey": pathlib.Path(secret).read_text()}
    return ZscalerClient({"clientId": identity, "vanityDomain": "acme", "customerId": customer, **proof})


def main(sign_in, customer, identity, secret):
    with client(sign_in, customer, identity, secret) as zscaler:
        zpa = zscaler.zpa
        ids = certificates(zpa.enrollment_certificates)
        for kind, api, word, plural in (("connector", zpa.app_connector_groups, "connector_group", "connector_groups"),
                                        ("service_edge", zpa.service_edge_group, "service_edge_group", "service_edge_groups")):
            group = groups(kind, (f"list_{plural}", f"get_{word}", f"add_{word}", f"update_{word}"), api)
            keys(kind, group, ids[kind], zpa.provisioning)
            done(f"delete {kind} group", getattr(api, f"delete_{word}")(group.id))
        expect(done("list connectors", zpa.app_connectors.list_connectors()) == [], "there are connectors")
        expect(done("list service edges", zpa.service_edges.list_service_edges()) == [], "there are service edges")
        named("list microtenants", done("list microtenants", zpa.microtenants.list_microtenants()), "Default")


if __name__ == "__main__":
    main(*sys.argv[1:])
