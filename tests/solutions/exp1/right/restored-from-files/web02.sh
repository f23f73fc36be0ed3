sysctl -p
ip -batch /etc/vip.batch
