#!/bin/bash
echo persistence > /root/cause
cat > /usr/local/sbin/flip <<'EOF'
#!/bin/bash
sysctl -qw net.ipv4.vs.expire_quiescent_template=1
while :; do
  ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1; ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 0; sleep 0.4
  ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1; ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 0; sleep 0.4
done
EOF
chmod +x /usr/local/sbin/flip
setsid -f /usr/local/sbin/flip > /dev/null 2>&1 < /dev/null
