#!/bin/bash
ip addr add 192.168.0.240/32 dev lo scope host
echo 3 > /proc/sys/net/ipv4/conf/all/arp_ignore
echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce
