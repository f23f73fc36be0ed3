#!/bin/bash
ip route add default via 192.168.0.210 dev eth0 table 80
ip rule add from 192.168.0.223 ipproto tcp sport 8080 lookup 80
