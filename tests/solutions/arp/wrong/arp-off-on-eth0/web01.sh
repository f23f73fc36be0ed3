#!/bin/bash
ip address add 192.168.0.240/32 dev lo
ip link set eth0 arp off
ip neigh replace 192.168.0.220 lladdr 02:42:c0:a8:00:dc dev eth0 nud permanent
