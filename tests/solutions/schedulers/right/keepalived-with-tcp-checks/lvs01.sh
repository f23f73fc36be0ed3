#!/bin/bash
iptables -t mangle -A PREROUTING -d 192.168.0.241 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.242 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.243 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.244 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.245 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.246 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.247 -p tcp --dport 80 -j MARK --set-mark 3
iptables -t mangle -A PREROUTING -d 192.168.0.248 -p tcp --dport 80 -j MARK --set-mark 3
iptables -t mangle -A PREROUTING -d 192.168.0.238 -p tcp --dport 80 -j MARK --set-mark 4
iptables -t mangle -A PREROUTING -d 192.168.0.239 -p tcp --dport 80 -j MARK --set-mark 4
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 4
cat > /etc/keepalived/keepalived.conf <<'EOF'
global_defs {
  router_id lvs01
}
virtual_server 192.168.0.231 80 {
  delay_loop 5
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.232 80 {
  delay_loop 5
  lb_algo wrr
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.233 80 {
  delay_loop 5
  lb_algo lc
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.234 80 {
  delay_loop 5
  lb_algo wlc
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.235 80 {
  delay_loop 5
  lb_algo sed
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.236 80 {
  delay_loop 5
  lb_algo nq
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.237 80 {
  delay_loop 5
  lb_algo sh
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.250 80 {
  delay_loop 5
  lb_algo sed
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.251 80 {
  delay_loop 5
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.252 80 {
  delay_loop 5
  lb_algo wrr
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 3
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.253 80 {
  delay_loop 5
  lb_algo lc
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server 192.168.0.254 80 {
  delay_loop 5
  lb_algo sh
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server fwmark 1 {
  delay_loop 5
  lb_algo dh
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server fwmark 2 {
  delay_loop 5
  lb_algo lblc
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server fwmark 3 {
  delay_loop 5
  lb_algo lblcr
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 2
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 4
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
virtual_server fwmark 4 {
  delay_loop 5
  lb_algo lblc
  lb_kind DR
  protocol TCP
  real_server 192.168.0.223 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.224 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
  real_server 192.168.0.225 80 {
    weight 1
    TCP_CHECK {
      connect_port 80
      connect_timeout 3
    }
  }
}
EOF
keepalived -f /etc/keepalived/keepalived.conf -C
for i in $(seq 40); do ipvsadm -Ln | grep -q 'FWM  4' && break; sleep 0.25; done
