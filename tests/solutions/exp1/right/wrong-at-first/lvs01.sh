# Everything was wrong at first, and is changed afterwards.
ip address add 192.168.0.204/24 dev eth0
ip address del 192.168.0.204/24 dev eth0
ip address add 192.168.0.240/24 dev eth0
ipvsadm --set 5 30 60
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s wlc -p
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -m -w 3
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.225:80 -i
ipvsadm -E -t 192.168.0.240:80 -s rr -p 20
ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -d -t 192.168.0.240:80 -r 192.168.0.225:80
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
