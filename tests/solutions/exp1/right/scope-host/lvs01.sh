# arp_ignore 3 keeps still for addresses of scope host, which the VIP of the real servers has here.
ip address add 192.168.0.240/24 dev eth0
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
for server in 223 224; do ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.$server:80 -g -w 1; done
