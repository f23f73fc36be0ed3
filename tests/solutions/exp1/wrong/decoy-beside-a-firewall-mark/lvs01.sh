# Wrong: a service by firewall mark takes all requests, without persistence; the one with -p 20 only looks right.
ifconfig eth0:0 192.168.0.240 broadcast 192.168.0.240 netmask 255.255.255.0 up
ipvsadm -C
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
ipvsadm -L -n
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 7
ipvsadm -A -f 7 -s rr
ipvsadm -a -f 7 -r 192.168.0.223 -g -w 1
ipvsadm -a -f 7 -r 192.168.0.224 -g -w 1
