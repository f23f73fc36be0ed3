ip link add vip0 type dummy || ip link add vip0 type bridge
sysctl -w net.ipv4.conf.eth0.arp_ignore=1 net.ipv4.conf.eth0.arp_announce=2
ip address add 192.168.0.240/32 dev vip0
ip link set vip0 up
