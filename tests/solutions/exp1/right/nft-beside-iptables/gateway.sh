# iptables for the way out, and a chain that nft made in the same table for the way in.
sysctl -w net.ipv4.ip_forward=1
iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE
nft add table ip nat
nft add chain ip nat inwards '{ type nat hook prerouting priority -110; }'
nft add rule ip nat inwards iifname eth1 ip daddr 192.168.200.100 tcp dport 80 dnat to 192.168.0.240
