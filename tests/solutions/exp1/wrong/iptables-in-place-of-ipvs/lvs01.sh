# Wrong: iptables spreads the requests, and IPVS has nothing to do.
ip address add 192.168.0.240/24 dev eth0 label eth0:0
ipvsadm --set 30 5 60
sysctl -w net.ipv4.ip_forward=1
iptables -t nat -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -m statistic --mode nth --every 2 --packet 0 -j DNAT --to-destination 192.168.0.223
iptables -t nat -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j DNAT --to-destination 192.168.0.224
iptables -t nat -A POSTROUTING -p tcp --dport 80 -j MASQUERADE
