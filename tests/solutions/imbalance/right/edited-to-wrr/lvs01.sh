#!/bin/bash
ipvsadm --edit-service --tcp-service 192.168.0.240:80 --scheduler wrr
for a in 223 224; do ipvsadm --edit-server --tcp-service 192.168.0.240:80 --real-server 192.168.0.$a:80 --gatewaying --weight 10; done
printf "persistence\n" > /root/cause
