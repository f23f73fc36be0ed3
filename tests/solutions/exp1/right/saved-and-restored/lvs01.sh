# Configured once, saved, cleared, and restored from what was saved; the timeouts are set one by one.
ifconfig eth0:0 192.168.0.240 netmask 255.255.255.0 up
ipvsadm --set 30 0 0
ipvsadm --set 0 5 0
ipvsadm --set 0 0 60
ipvsadm -A -t 192.168.0.240:http -s rr -p 20
ipvsadm -a -t 192.168.0.240:http -r 192.168.0.223:http -g -w 1
ipvsadm -a -t 192.168.0.240:http -r 192.168.0.224:http -g -w 1
ipvsadm-save -n > /root/table
ipvsadm -C
ipvsadm-restore < /root/table
