sysctl net/ipv4/ip_forward=1
iptables -t nat -A PREROUTING -p tcp -d 192.168.200.100 -j DNAT --to-destination 192.168.0.240
iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE
