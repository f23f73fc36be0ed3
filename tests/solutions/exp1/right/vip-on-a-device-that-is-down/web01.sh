ip link add vip0 type dummy || ip link add vip0 type bridge
ip link set vip0 up
ip address add 192.168.0.240/24 dev vip0
ip link set vip0 down
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
