#!/bin/bash
ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 51 --sync-maxlen 1400 --mcast-group 239.10.20.30 --mcast-port 9000 --mcast-ttl 2
sysctl -w net.ipv4.vs.am_droprate=4 net.ipv4.vs.drop_entry=3 net.ipv4.vs.drop_packet=3 net.ipv4.vs.secure_tcp=3
