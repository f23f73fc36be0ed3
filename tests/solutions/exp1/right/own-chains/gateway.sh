# Chains of the gateway's own, several ports in one rule, and what must not be translated told first.
sysctl -w net.ipv4.ip_forward=1
iptables -t nat -N inwards
iptables -t nat -N outwards
iptables -t nat -A PREROUTING -i eth1 -j inwards
iptables -t nat -A POSTROUTING -o eth1 -j outwards
iptables -t nat -A inwards ! -d 192.168.200.100 -j RETURN
iptables -t nat -A inwards -p tcp -m multiport --dports 80,443 -m comment --comment 'to the VIP' -j DNAT --to-destination 192.168.0.240
iptables -t nat -A outwards -d 192.168.0.0/24 -j ACCEPT
iptables -t nat -A outwards -m iprange --src-range 192.168.0.0-192.168.0.255 -j SNAT --to-source 192.168.200.100
