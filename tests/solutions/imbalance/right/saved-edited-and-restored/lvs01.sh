#!/bin/bash
ipvsadm -S -n > /root/table.before
sed "s/ -p [0-9]*//" /root/table.before > /etc/ipvsadm.rules
ipvsadm -C; ipvsadm -R < /etc/ipvsadm.rules
echo persistence > /root/cause
