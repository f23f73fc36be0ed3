#!/bin/bash
iptables -t mangle -A FORWARD -i eth1 -s 192.168.0.240 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1440
