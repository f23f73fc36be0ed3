# Every option by its long name.
ifconfig eth0:1 192.168.0.240 netmask 255.255.255.0
ipvsadm --clear
ipvsadm --set 30 5 60
ipvsadm --add-service --tcp-service 192.168.0.240:80 --scheduler rr --persistent 20
ipvsadm --add-server --tcp-service 192.168.0.240:80 --real-server 192.168.0.223:80 --gatewaying --weight 1
ipvsadm --add-server --tcp-service 192.168.0.240:80 --real-server 192.168.0.224:80 --gatewaying --weight 1
ipvsadm --list --numeric --timeout
