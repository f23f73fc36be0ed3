ip address add local 192.168.0.240 dev lo scope global
sysctl --write net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
