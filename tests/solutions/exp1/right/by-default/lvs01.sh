# What is the default anyway is left out: -g, -w 1, the port of a real server, the mask of the VIP.
ip address add 192.168.0.240 dev eth0
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20 -M 255.255.255.255
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224
