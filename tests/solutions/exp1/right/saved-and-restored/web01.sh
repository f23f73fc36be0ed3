ifconfig lo:0 192.168.0.240/32 up
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 | tee -a /etc/sysctl.conf
sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0
sysctl -p
