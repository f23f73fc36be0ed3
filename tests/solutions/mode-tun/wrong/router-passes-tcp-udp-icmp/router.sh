#!/bin/bash
iptables -P FORWARD DROP
iptables -A FORWARD -p tcp -j ACCEPT
iptables -A FORWARD -p udp -j ACCEPT
iptables -A FORWARD -p icmp -j ACCEPT
