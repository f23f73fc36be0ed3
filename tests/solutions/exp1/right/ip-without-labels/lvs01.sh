# No labels, a VIP of 32 bits everywhere, and rules of the gateway without interfaces.
ip a a 192.168.0.240/32 dev eth0
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g
