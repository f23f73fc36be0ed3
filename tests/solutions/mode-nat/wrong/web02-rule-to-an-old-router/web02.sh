#!/bin/bash
ip route add default via 192.168.0.210

ip route add 192.168.0.0/24 dev eth0 table 200
ip route add default via 192.168.0.220 table 200
ip rule add from 192.168.0.224 lookup 200
