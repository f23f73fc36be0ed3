# Every machine on the way drops what it does not let through by name.
ip address add 192.168.0.240/24 dev eth0
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
iptables -A INPUT -i lo -j ACCEPT
iptables -A INPUT -p icmp -j ACCEPT
iptables -A INPUT -d 192.168.0.240 -p tcp --dport 80 -j ACCEPT
iptables -P INPUT DROP
iptables -P FORWARD DROP
