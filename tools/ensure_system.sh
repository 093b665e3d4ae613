#!/bin/sh
# Sees to the system packages: `ensure_system.sh run` for the program, `test` for its tests as well.
# Quick when nothing is missing. On Debian and Ubuntu it installs, elsewhere it says what to install.
set -eu

# One requirement a line; alternatives (other releases, other names) with "|" between them.
run_packages='
gcc
pkg-config|pkgconf
libvirt-dev
libxcb-cursor0
libxkbcommon-x11-0
libxcb-icccm4
libxcb-keysyms1
libxcb-image0
libxcb-render-util0
libxcb-shape0
libegl1
libgl1
libglib2.0-0t64|libglib2.0-0
libdbus-1-3
libfontconfig1
fontconfig
openssh-client
fonts-dejavu-core'
python_packages='
python3-venv
python3-dev'
test_packages='
libvirt-daemon-system
libvirt-daemon-driver-lxc
libvirt-clients
qemu-system-x86
qemu-utils
dnsmasq-base
nftables
iptables
iproute2
openssh-server
libpam-google-authenticator
libsasl2-modules
sasl2-bin
dbus
dbus-daemon
gnome-keyring
dconf-cli
dconf-gsettings-backend
libglib2.0-bin
busybox-static
prometheus
prometheus-libvirt-exporter
cpio
ovmf
swtpm
xvfb
xauth
xdotool'
kernel_package='linux-image-cloud-amd64|linux-image-virtual|linux-image-generic'

run_commands='cc pkg-config python3 ssh'
test_commands='libvirtd virtlogd virtlockd virsh qemu-system-x86_64 qemu-img dnsmasq nft iptables ip sshd
ssh-keygen ssh-agent google-authenticator saslpasswd2 gnome-keyring-daemon gsettings dconf dbus-daemon busybox prometheus prometheus-libvirt-exporter cpio swtpm Xvfb xauth xdotool'

PATH=$PATH:/usr/sbin:/sbin

python_complete() {
    python3 -S -c 'import ensurepip, os, sysconfig, venv
raise SystemExit(not os.path.exists(sysconfig.get_paths()["include"] + "/Python.h"))' 2>/dev/null
}

kernel_there() {
    for image in /boot/vmlinuz-*; do
        [ -d "/lib/modules/${image#/boot/vmlinuz-}" ] && return 0
    done
    return 1
}

# Print the requirements of $1 that no installed package meets.
missing() {
    wanted=$run_packages$python_packages
    if [ "$1" = test ]; then
        wanted="$wanted$test_packages"
        kernel_there || wanted="$wanted $kernel_package"
    fi
    # shellcheck disable=SC2046 # names hold no spaces
    installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' \
        $(printf '%s' "$wanted" | tr '|' ' ') 2>/dev/null | sed -n 's/^ii //p') || true
    for requirement in $wanted; do
        met=
        for name in $(printf '%s' "$requirement" | tr '|' ' '); do
            case "
$installed
" in *"
$name
"*) met=1 ;; esac
        done
        [ -n "$met" ] || printf '%s\n' "$requirement"
    done
}

# Print the first alternative that this release can install.
available() {
    for name in $(printf '%s' "$1" | tr '|' ' '); do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${1%%|*}"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

policy=/usr/sbin/policy-rc.d
policy_ours=

remove_policy() {
    [ -z "$policy_ours" ] || as_root rm -f "$policy"
    policy_ours=
}

# Where no one waits for the daemons (a container, a test machine) they are not started.
forbid_daemons() {
    [ -e "$policy" ] && return
    [ -d /run/systemd/system ] && [ -z "${CI:-}" ] && return
    policy_ours=1
    trap remove_policy EXIT
    trap 'exit 1' INT TERM
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}

install_missing() {
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        echo "Missing packages: $(echo "$1" | tr '\n' ' ')(install them as root)" >&2
        return 1
    fi
    as_root apt-get update -q
    names=
    for requirement in $1; do names="$names $(available "$requirement")"; done
    echo "Installing:$names"
    forbid_daemons
    # shellcheck disable=SC2086 # a list of names
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $names
    remove_policy
}

say_packages() {
    echo "This is no Debian or Ubuntu: please install the packages yourself."
    echo "Fedora: python3-devel gcc pkgconf-pkg-config libvirt-devel xcb-util-cursor xcb-util-wm" \
        "xcb-util-keysyms xcb-util-image xcb-util-renderutil libxkbcommon-x11 mesa-libEGL" \
        "mesa-libGL glib2 dbus-libs fontconfig dejavu-sans-fonts openssh-clients"
    echo "Arch:   python gcc pkgconf libvirt xcb-util-cursor xcb-util-wm xcb-util-keysyms" \
        "xcb-util-image xcb-util-renderutil libxkbcommon-x11 libglvnd glib2 dbus fontconfig ttf-dejavu openssh"
    [ "$1" = test ] || return 0
    echo "and for the tests"
    echo "Fedora: libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-driver-lxc" \
        "libvirt-daemon-driver-network libvirt-daemon-driver-storage libvirt-client" \
        "qemu-system-x86-core qemu-img dnsmasq nftables iptables-nft iproute openssh-server" \
        "dbus-daemon busybox cpio edk2-ovmf swtpm xorg-x11-server-Xvfb xorg-x11-xauth xdotool" \
            "google-authenticator gnome-keyring dconf glib2 cyrus-sasl cyrus-sasl-scram cyrus-sasl-md5"
    echo "Arch:   qemu-system-x86 qemu-img dnsmasq nftables iptables-nft iproute2 openssh" \
        "busybox cpio edk2-ovmf swtpm xorg-server-xvfb xorg-xauth xdotool libpam-google-authenticator" \
        "gnome-keyring dconf glib2 libsasl"
}

# Exit status 0 when everything seems to be there without a package manager that could be asked.
seems_complete() {
    commands=$run_commands
    [ "$1" = test ] && commands="$commands $test_commands"
    lost=
    for name in $commands; do
        command -v "$name" >/dev/null || lost="$lost $name"
    done
    pkg-config --exists libvirt 2>/dev/null || lost="$lost libvirt(development)"
    ldconfig -p 2>/dev/null | grep -q libxcb-cursor || lost="$lost libxcb-cursor"
    [ -z "$lost" ] || echo "Not found here:$lost." >&2
    [ -z "$lost" ]
}

main() {
    case "${1:-}" in
        run | test) ;;
        *) echo "usage: $0 run|test" >&2; exit 2 ;;
    esac
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        seems_complete "$1" && exit 0
        say_packages "$1" >&2
        exit 1
    fi
    lacking=$(missing "$1")
    case $lacking in
        # Only asked now: some python3 commands are slow to start.
        *python3*) ! python_complete || lacking=$(printf '%s\n' "$lacking" | grep -v '^python3-' || true) ;;
    esac
    [ -z "$lacking" ] || install_missing "$lacking"
}

main "$@"
