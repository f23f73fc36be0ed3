#!/bin/bash
route add -net 192.168.200.0 netmask 255.255.255.0 gw 192.168.0.210
