#!/bin/bash
iptables -t raw -A PREROUTING -i eth1 ! -s 192.168.100.0/24 -j DROP
