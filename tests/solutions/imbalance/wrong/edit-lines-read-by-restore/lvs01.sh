#!/bin/bash
cat > /root/edit.rules <<'EOF'
-E -t 192.168.0.240:80 -s rr
-e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 2
-e -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 2
EOF
ipvsadm-restore < /root/edit.rules
ipvsadm --set 0 30 0
echo "persistence  " > /root/cause
