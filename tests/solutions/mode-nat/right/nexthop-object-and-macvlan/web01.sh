#!/bin/bash
ip nexthop add id 10 via 192.168.0.210 dev eth0
ip route add default nhid 10
