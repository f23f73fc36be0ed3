#!/bin/bash
cat > /etc/network/if-up.d/lvs-real <<'H'
#!/bin/sh
[ "${IFACE:-lo}" = lo ] || exit 0
sysctl -qw net.ipv4.conf.all.arp_ignore=8
sysctl -qw net.ipv4.conf.all.arp_announce=2
ip address replace 192.168.0.240/32 dev lo
sysctl -qw net.ipv4.conf.all.arp_ignore=1
H
chmod 755 /etc/network/if-up.d/lvs-real
IFACE=lo /etc/network/if-up.d/lvs-real
