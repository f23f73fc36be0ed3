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
ROLE=backup SETTINGS="am_droprate=4 drop_entry=3 drop_packet=3 secure_tcp=3" setsid -f /usr/local/sbin/keep-lvs > /dev/null 2>&1 < /dev/null
sleep 2
