# shellcheck shell=bash
# Keys and certificates of one cluster, made anew for each and gone with it.

pki_authority() { # FILE NAME: FILE.crt and FILE.key, a root that signs the others
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    openssl req -x509 -new -key "$1.key" -out "$1.crt" -days 30 -subj "/CN=$2" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

pki_certificate() { # AUTHORITY FILE SUBJECT USAGE [NAMES]: FILE.crt and FILE.key; NAMES are for subjectAltName
    local extensions="basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=$4"
    if [ -n "${5:-}" ]; then extensions="$extensions
subjectAltName=$5"; fi
    openssl ecparam -name prime256v1 -genkey -noout -out "$2.key"
    openssl req -new -key "$2.key" -subj "$3" |
        openssl x509 -req -CA "$1.crt" -CAkey "$1.key" -set_serial "0x$(openssl rand -hex 8)" -days 30 -out "$2.crt" \
            -extfile <(printf '%s\n' "$extensions") 2>/dev/null
}

pki_kubeconfig() { # FILE SERVER AUTHORITY CERTIFICATE
    cat >"$1" <<END
apiVersion: v1
kind: Config
current-context: cluster
contexts:
- name: cluster
  context: {cluster: cluster, user: user}
clusters:
- name: cluster
  cluster:
    server: $2
    certificate-authority-data: $(base64 -w0 <"$3.crt")
users:
- name: user
  user:
    client-certificate-data: $(base64 -w0 <"$4.crt")
    client-key-data: $(base64 -w0 <"$4.key")
END
}

pki_cluster() { # FOLDER SERVER: all that one control plane and its administrator need
    local d=$1 server=$2
    pki_authority "$d/ca" zpa-operator-test-cluster
    pki_certificate "$d/ca" "$d/server" /CN=kube-apiserver serverAuth \
        "IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
    pki_certificate "$d/ca" "$d/etcd" /CN=etcd serverAuth,clientAuth "IP:127.0.0.1,DNS:localhost"
    pki_certificate "$d/ca" "$d/admin" /O=system:masters/CN=admin clientAuth
    pki_certificate "$d/ca" "$d/kube-controller-manager" /CN=system:kube-controller-manager clientAuth
    pki_certificate "$d/ca" "$d/kube-scheduler" /CN=system:kube-scheduler clientAuth
    openssl genrsa -out "$d/service-account.key" 2048 2>/dev/null
    openssl rsa -in "$d/service-account.key" -pubout -out "$d/service-account.pub" 2>/dev/null
    local who
    for who in admin kube-controller-manager kube-scheduler; do
        pki_kubeconfig "$d/$who.kubeconfig" "$server" "$d/ca" "$d/$who"
    done
}
