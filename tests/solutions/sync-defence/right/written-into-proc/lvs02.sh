#!/bin/bash
cd /proc/sys/net/ipv4/vs
echo 4 > am_droprate
for f in secure_tcp drop_entry drop_packet; do echo 3 > $f; done
ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 51
