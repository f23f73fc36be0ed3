#!/bin/bash
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip addr add 192.168.0.240/32 dev lo

sed -i -E 's/listen +(0\.0\.0\.0:)?80\b/listen 192.168.0.224:80/' $(grep -RlE 'listen +(0\.0\.0\.0:)?80\b' /etc/nginx/nginx.conf /etc/nginx/conf.d /etc/nginx/sites-enabled 2>/dev/null)
nginx -s stop; sleep 1; nginx
