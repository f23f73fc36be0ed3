#!/bin/bash
cat > /usr/local/sbin/keep-lvs <<'EOF'
#!/bin/bash
while :; do
  for s in $SETTINGS; do sysctl -qw net.ipv4.vs.$s; done
  ipvsadm -Ln --daemon | grep -q "$ROLE sync" || ipvsadm --start-daemon $ROLE --mcast-interface eth0 --syncid 51
  sleep 5
done
EOF
chmod +x /usr/local/sbin/keep-lvs
ROLE=master SETTINGS="run_estimation=1 expire_quiescent_template=1 expire_nodest_conn=1" setsid -f /usr/local/sbin/keep-lvs > /dev/null 2>&1 < /dev/null
ipvsadm --set 60 3 30
ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
ipvsadm -A -t 192.168.0.242:80 -s rr -p 300
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.224:80 -g -w 1
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.225:80 -g -w 1
sleep 2
