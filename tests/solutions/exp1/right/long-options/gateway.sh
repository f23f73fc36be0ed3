sysctl --write net.ipv4.ip_forward=1
iptables --table nat --append PREROUTING --in-interface eth1 --destination 192.168.200.100 --protocol tcp \
  --destination-port 80 --jump DNAT --to-destination 192.168.0.240
iptables --table nat --append POSTROUTING --source 192.168.0.0/24 --out-interface eth1 \
  --jump SNAT --to-source 192.168.200.100
