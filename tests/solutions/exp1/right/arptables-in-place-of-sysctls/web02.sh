#!/bin/bash
arptables -A INPUT -d 192.168.0.240 -j DROP
arptables -A OUTPUT -s 192.168.0.240 -j mangle --mangle-ip-s 192.168.0.224
ifconfig lo:0 192.168.0.240 netmask 255.255.255.255 up
