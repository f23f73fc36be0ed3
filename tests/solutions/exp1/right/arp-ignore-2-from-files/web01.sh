sysctl -p /etc/sysctl.d/real-server.conf
ip address add 192.168.0.240/32 dev lo
