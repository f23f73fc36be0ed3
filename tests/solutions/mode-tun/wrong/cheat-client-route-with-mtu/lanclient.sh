#!/bin/bash
ip route add 192.168.0.240/32 dev eth0 mtu 1480
