#!/bin/bash
echo persistence > /root/cause
cat > /etc/keepalived/keepalived.conf <<'EOF'
global_defs {
  router_id lvs01
}
virtual_server 192.168.0.240 80 {
  delay_loop 5
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
}
EOF
ipvsadm -D -t 192.168.0.240:80
keepalived -C -f /etc/keepalived/keepalived.conf
for i in $(seq 40); do ipvsadm -Ln | grep -q 0.224 && break; sleep 0.1; done
