# The tables of IPVS and iptables are files that are handed in, and restored.
ip address add 192.168.0.240/24 dev eth0
ipvsadm-restore < /etc/ipvsadm.rules
ipvsadm --set 30 5 60
