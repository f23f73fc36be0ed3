#!/bin/bash
ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 51
sysctl -w net.ipv4.vs.am_droprate=4 net.ipv4.vs.drop_entry=3 net.ipv4.vs.drop_packet=3 net.ipv4.vs.secure_tcp=3
