iptables -t nat -A POSTROUTING -o eth1 -s 192.168.0.0/24 -j SNAT --to-source 192.168.200.100
iptables -t nat -A PREROUTING -p tcp -i eth1 -d 192.168.200.100 --dport 80 -j DNAT --to-destination 192.168.0.240
echo 1 > /proc/sys/net/ipv4/ip_forward
