#!/bin/bash
iptables -D INPUT -p icmp -j DROP
