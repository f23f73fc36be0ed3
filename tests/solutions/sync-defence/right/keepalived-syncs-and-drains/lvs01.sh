#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'EOF'
global_defs {
  router_id lvs01
  lvs_sync_daemon eth0 SYNC id 51
  lvs_timeouts tcp 60 tcpfin 3 udp 30
}
vrrp_instance SYNC {
  state MASTER
  interface eth0
  virtual_router_id 77
  priority 150
  advert_int 1
  virtual_ipaddress {
    192.168.0.249/32 dev lo
  }
}
virtual_server 192.168.0.242 80 {
  delay_loop 10
  lb_algo rr
  lb_kind DR
  protocol TCP
  persistence_timeout 300
  real_server 192.168.0.223 80 {
    weight 1
  }
  real_server 192.168.0.224 80 {
    weight 1
  }
  real_server 192.168.0.225 80 {
    weight 1
  }
}
EOF
keepalived -f /etc/keepalived/keepalived.conf
sysctl -w net.ipv4.vs.run_estimation=1
ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
sysctl -w net.ipv4.vs.expire_quiescent_template=1 net.ipv4.vs.expire_nodest_conn=1
sleep 5
ipvsadm -Z
