#!/bin/bash
iptables -t mangle -A OUTPUT -p tcp --sport 8080 -j MARK --set-mark 1
ip route add default via 192.168.0.210 table 100
ip rule add fwmark 1 lookup 100
