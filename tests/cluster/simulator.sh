# shellcheck shell=bash
# What the simulator and those who call it are given.

# The names are those of the real service: a client that name resolution sends here finds them in the certificate.
simulator_names="IP:127.0.0.1,DNS:localhost,DNS:api.zsapi.net,DNS:*.zsapi.net,DNS:*.zslogin.net,DNS:*.private.zscaler.com,DNS:*.zpath.net"

simulator_files() { # RUN URL
    pki_authority "$1/pki/simulator-ca" zpa-simulator
    pki_certificate "$1/pki/simulator-ca" "$1/pki/simulator" /CN=zpa-simulator serverAuth "$simulator_names"
    simulator_credentials >"$1/credentials.yaml"
    simulator_tenant "$2" "$1/pki/simulator-ca.crt" >"$1/tenant.yaml"
}

# The customer and client that the simulator has from the start.
simulator_credentials() {
    cat <<'END'
apiVersion: v1
kind: Secret
metadata:
  name: zpa-credentials
stringData:
  ZSCALER_CLIENT_ID: simulator-client
  ZSCALER_CLIENT_SECRET: simulator-secret
  ZSCALER_VANITY_DOMAIN: simulator
  ZPA_CUSTOMER_ID: "216196257331281920"
END
}

# Polled often: whoever edits a key in the simulator wants to see it put back.
simulator_tenant() { # URL CA
    cat <<END
apiVersion: zpa-operator.io/v1alpha1
kind: ZPATenant
metadata:
  name: default
spec:
  credentialsSecretRef: {name: zpa-credentials}
  pollInterval: 2s
  endpoint:
    apiURL: $1
    caBundle: |
$(sed 's/^/      /' "$2")
END
}
