#!/bin/bash
ip route add default via 192.168.0.210

ip neigh replace 192.168.0.210 lladdr 02:42:c0:a8:00:d3 dev eth0 nud permanent
