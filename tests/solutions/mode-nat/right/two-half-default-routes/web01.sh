#!/bin/bash
ip route add 0.0.0.0/1 via 192.168.0.210 dev eth0
ip route add 128.0.0.0/1 via 192.168.0.210 dev eth0
