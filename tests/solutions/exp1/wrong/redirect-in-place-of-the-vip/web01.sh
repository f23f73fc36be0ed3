# Wrong: pages come, but the task is to give the real servers the VIP, and none has it.
iptables -t nat -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j REDIRECT
