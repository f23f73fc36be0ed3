ifconfig lo:240 192.168.0.240 netmask 255.255.255.255 broadcast 192.168.0.240 up
route add -host 192.168.0.240 dev lo:240
echo 1 | tee /proc/sys/net/ipv4/conf/{all,lo}/arp_ignore
echo 2 | tee /proc/sys/net/ipv4/conf/{all,lo}/arp_announce
