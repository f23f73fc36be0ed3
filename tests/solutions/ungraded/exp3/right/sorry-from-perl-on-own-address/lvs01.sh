#!/bin/bash
cat > /usr/local/sbin/sorry.pl <<'EOF'
#!/usr/bin/perl
use strict; use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my $s = IO::Socket::INET->new(LocalPort => 80, Listen => 64, ReuseAddr => 1) or die "$!";
my $b = "sorry, the shop is closed\n";
while (1) {
    my $c = $s->accept or next;
    if (!fork) {
        while (my $l = <$c>) { last if $l =~ /^\r?$/ }
        print $c "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($b) . "\r\n\r\n$b";
        close $c; exit 0;
    }
    close $c;
}
EOF
chmod 755 /usr/local/sbin/sorry.pl
start-stop-daemon --start --background --make-pidfile --pidfile /run/sorry.pid --startas /usr/local/sbin/sorry.pl
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS01
    lvs_sync_daemon eth0 VI_1
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 55
    priority 150
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.168.0.240/24 dev eth0 label eth0:240
    }
}

virtual_server 192.168.0.240 80 {
    delay_loop 6
    lb_algo rr
    lb_kind DR
    protocol TCP
    sorry_server 192.168.0.210 80
    real_server 192.168.0.223 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 8
            retry 1
            delay_before_retry 3
            connect_port 80
        }
    }
    real_server 192.168.0.224 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 8
            retry 1
            delay_before_retry 3
            connect_port 80
        }
    }
}
CONF
/etc/init.d/keepalived start
