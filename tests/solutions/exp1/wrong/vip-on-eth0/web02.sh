# Wrong: on eth0 the VIP is one of the addresses that arp_ignore 1 answers for.
ip address add 192.168.0.240/32 dev eth0
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
