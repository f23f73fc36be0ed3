#!/bin/bash
cat > /etc/nginx/conf.d/access.conf <<'E'
allow 127.0.0.1;
allow 192.168.200.0/24;
allow 192.168.0.192/27;
deny all;
E
nginx -s reload
