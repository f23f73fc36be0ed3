ifconfig lo:0 192.168.0.240/32 up
echo "1" > /proc/sys/net/ipv4/conf/lo/arp_ignore
echo "2" > /proc/sys/net/ipv4/conf/lo/arp_announce
echo "1" > /proc/sys/net/ipv4/conf/all/arp_ignore
echo "2" > /proc/sys/net/ipv4/conf/all/arp_announce
# Only the clients outside, and only for what the VIP sends.
ip route del default
ip route add 192.168.200.0/24 via 192.168.0.100 table 77
ip rule add from 192.168.0.240 lookup 77
