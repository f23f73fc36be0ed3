# From the end to the beginning: real servers, then the timeouts, then the VIP; ARP and the VIP, rules and forwarding.
ipvsadm -A -t 192.168.0.240:80 -p 20 -s rr
ipvsadm -a -w 1 -g -r 192.168.0.224:80 -t 192.168.0.240:80
ipvsadm -a -w 1 -g -r 192.168.0.223:80 -t 192.168.0.240:80
ipvsadm --set 30 5 60
ifconfig eth0:0 192.168.0.240 broadcast 192.168.0.255 netmask 255.255.255.0 up
