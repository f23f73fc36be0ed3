sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
/etc/init.d/keepalived start
until ip address show dev lo | grep -q 192.168.0.240; do sleep 0.2; done
