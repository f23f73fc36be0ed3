arptables -A INPUT -d 192.168.0.240 -j DROP
arptables -A OUTPUT -s 192.168.0.240 -j mangle --mangle-ip-s 192.168.0.223
ip address add 192.168.0.240/32 dev lo
