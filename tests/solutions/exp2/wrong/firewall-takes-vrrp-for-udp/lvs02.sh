#!/bin/bash
iptables -A INPUT -i lo -j ACCEPT
iptables -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
iptables -A INPUT -i eth0 -p icmp -j ACCEPT
iptables -A INPUT -i eth0 -p tcp --dport 80 -j ACCEPT
iptables -A INPUT -i eth0 -p udp --dport 112 -d 224.0.0.18 -j ACCEPT
iptables -A INPUT -i eth0 -j REJECT --reject-with icmp-host-prohibited
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS02
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 55
    priority 100
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.168.0.240/24 dev eth0 label eth0:240
    }
}
CONF
/etc/init.d/keepalived start
