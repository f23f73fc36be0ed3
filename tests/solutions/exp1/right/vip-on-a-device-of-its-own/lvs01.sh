# The VIP is on a device made for it, on all three machines: a dummy, or a bridge without ports where there is none.
ip link add vip0 type dummy || ip link add vip0 type bridge
ip address add 192.168.0.240/32 dev vip0
ip link set vip0 up
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
