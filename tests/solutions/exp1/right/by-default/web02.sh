ip address add 192.168.0.240 dev lo
sysctl net/ipv4/conf/all/arp_ignore=1 net/ipv4/conf/all/arp_announce=2
