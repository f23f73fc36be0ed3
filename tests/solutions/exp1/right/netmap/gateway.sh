# NETMAP of one address is a DNAT; the LAN is hidden in two halves.
sysctl -w net.ipv4.ip_forward=1
iptables -t nat -A PREROUTING -i eth1 -d 192.168.200.100 -p tcp --dport 80 -j NETMAP --to 192.168.0.240/32
iptables -t nat -A POSTROUTING -s 192.168.0.0/25 -o eth1 -j SNAT --to-source 192.168.200.100
iptables -t nat -A POSTROUTING -s 192.168.0.128/25 -o eth1 -j SNAT --to-source 192.168.200.100
