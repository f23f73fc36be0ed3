#!/bin/bash
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip addr add 192.168.0.240/32 dev lo

cat > /etc/nginx/conf.d/both.conf <<'E'
map $remote_addr $who {
    default 192.168.0.223;
    ~[02468]$ 192.168.0.224;
}
server {
    listen 192.168.0.240:80;
    location = / { default_type text/plain; return 200 "$who bbs
"; }
}
E
grep -q conf.d /etc/nginx/nginx.conf || sed -i 's#http *{#http {\n include /etc/nginx/conf.d/*.conf;#' /etc/nginx/nginx.conf
nginx -s reload
