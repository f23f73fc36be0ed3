# A service by firewall mark carries the requests, as the one by address would.
ifconfig eth0:0 192.168.0.240 broadcast 192.168.0.240 netmask 255.255.255.0 up
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 7
ipvsadm --set 30 5 60
ipvsadm -A -f 7 -s rr -p 20
ipvsadm -a -f 7 -r 192.168.0.223 -g -w 1
ipvsadm -a -f 7 -r 192.168.0.224 -g -w 1
