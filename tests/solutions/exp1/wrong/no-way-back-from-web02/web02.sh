# Wrong: web02 answers the LAN alone. A client that persistence keeps on web01 does not notice.
ifconfig lo:0 192.168.0.240/32 up
echo "1" > /proc/sys/net/ipv4/conf/lo/arp_ignore
echo "2" > /proc/sys/net/ipv4/conf/lo/arp_announce
echo "1" > /proc/sys/net/ipv4/conf/all/arp_ignore
echo "2" > /proc/sys/net/ipv4/conf/all/arp_announce
ip route del default
