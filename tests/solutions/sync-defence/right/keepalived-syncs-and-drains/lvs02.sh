#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'EOF'
global_defs {
  router_id lvs02
  lvs_sync_daemon eth0 SYNC id 51
}
vrrp_instance SYNC {
  state BACKUP
  interface eth0
  virtual_router_id 77
  priority 90
  advert_int 1
  virtual_ipaddress {
    192.168.0.249/32 dev lo
  }
}
EOF
keepalived -P -f /etc/keepalived/keepalived.conf
sysctl -w net.ipv4.vs.am_droprate=4 net.ipv4.vs.drop_entry=3 net.ipv4.vs.drop_packet=3 net.ipv4.vs.secure_tcp=3
sleep 4
