#!/bin/bash
sed -i "s/keepalive_timeout .*/keepalive_timeout 5;/" /etc/nginx/conf.d/keepalive.conf
/etc/init.d/nginx restart
