#!/bin/bash
ip rule add from 192.168.0.224 to 192.168.200.0/24 lookup 100
ip route add 192.168.200.0/24 via 192.168.0.210 dev eth0 table 100
