# keepalived sets the VIP, the virtual service and the timeouts on the director, and the VIP on the real servers.
/etc/init.d/keepalived start
until ip address show dev eth0 | grep -q 192.168.0.240; do sleep 0.2; done
