#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'EOF'
global_defs {
  router_id lvs01
}
static_ipaddress {
  192.168.0.231/32 dev eth0
  192.168.0.232/32 dev eth0
}
vrrp_instance VIPS {
  state MASTER
  interface eth1
  virtual_router_id 51
  priority 100
  advert_int 1
  virtual_ipaddress {
    192.168.200.240/24 dev eth1
    192.168.200.241/24 dev eth1
    192.168.200.242/24 dev eth1
    192.168.200.243/24 dev eth1
  }
}
virtual_server 192.168.200.240 80 {
  delay_loop 5
  lb_algo wlc
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
}
virtual_server 192.168.200.241 80 {
  delay_loop 5
  lb_algo wlc
  lb_kind NAT
  protocol TCP
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
}
virtual_server 192.168.200.242 80 {
  delay_loop 5
  lb_algo wlc
  lb_kind TUN
  protocol TCP
  real_server 192.168.0.225 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
}
virtual_server 192.168.200.243 80 {
  delay_loop 5
  lb_algo wlc
  lb_kind NAT
  protocol TCP
  real_server 192.168.0.226 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
}
EOF
modprobe ip_vs
sysctl -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -m ipvs --vaddr 192.168.200.243 --vport 80 -j SNAT --to-source 192.168.0.231-192.168.0.232
keepalived -f /etc/keepalived/keepalived.conf
for i in $(seq 40); do ip -4 -o address show dev eth1 | grep -q 200.243 && break; sleep 0.25; done
sleep 1
