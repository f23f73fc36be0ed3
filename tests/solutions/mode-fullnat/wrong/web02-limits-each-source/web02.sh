#!/bin/bash
iptables -A INPUT -p tcp --dport 8080 --syn -m recent --name web --update --seconds 60 --hitcount 6 -j DROP
iptables -A INPUT -p tcp --dport 8080 --syn -m recent --name web --set -j ACCEPT
